# Kibitz beside your other servers, through kak-lsp.
hook -group kibitz global BufSetOption filetype=(?:python|rust|go|javascript|typescript|c|cpp|java|lua|ruby|sh) %{
    set-option -add buffer lsp_servers %{
        [kibitz]
        root_globs = [".git"]
        command = "kibitz"
        args = ["serve"]
    }
}
