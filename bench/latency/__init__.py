"""How long Kibitz takes and how much it asks for, against a bare pygls server in the same run."""
