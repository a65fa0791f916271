" Kibitz through ALE, in Vim 9 and Neovim. Other LSP plug-ins need only their configuration: see the README.
let g:kibitz_command = get(g:, 'kibitz_command', 'kibitz serve')
let g:kibitz_settings = get(g:, 'kibitz_settings', {})

if get(g:, 'ale_lsp_show_message_severity', 'error') ==# 'error'
  let g:ale_lsp_show_message_severity = 'information' " else nobody hears that an edit is ready
endif

inoremap <silent> <Plug>(kibitz-complete) <Cmd>call kibitz#Complete()<CR>
if empty(mapcheck('<C-L>', 'i'))
  imap <C-L> <Plug>(kibitz-complete)
endif

augroup kibitz
  autocmd!
  autocmd FileType * call kibitz#Define(expand('<amatch>'))
augroup END
