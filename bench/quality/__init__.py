"""How good suggestions are: real models, through the server and through the raw prompt."""
