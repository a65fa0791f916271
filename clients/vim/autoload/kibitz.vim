" ALE cuts what it takes from its completion menu at the first bracket. So the suggestion is asked for with a key
" and put in whole; code actions, messages and settings go through ALE as they are.

function! s:Root(buffer) abort
  let folder = fnamemodify(bufname(a:buffer), ':p:h')
  let git = finddir('.git', folder . ';')
  return empty(git) ? folder : fnamemodify(git, ':p:h:h')
endfunction

" Let Kibitz serve this file type, beside ALE's other linters.
function! kibitz#Define(filetype) abort
  if empty(a:filetype) || get(s:defined, a:filetype)
    return
  endif
  let s:defined[a:filetype] = 1
  call ale#linter#Define(a:filetype, {
    \ 'name': 'kibitz', 'lsp': 'stdio', 'executable': split(g:kibitz_command)[0], 'command': g:kibitz_command,
    \ 'project_root': function('s:Root'), 'lsp_config': {_ -> {'kibitz': deepcopy(g:kibitz_settings)}},
    \ 'initialization_options': {'kibitz': g:kibitz_settings}})
endfunction
let s:defined = {}

" LSP counts UTF-16 code units.
function! s:Units(text) abort
  return strchars(a:text) + len(filter(str2list(a:text), 'v:val > 0xFFFF'))
endfunction

" Ask for the suggestion at the cursor and put it in.
function! kibitz#Complete() abort
  let buffer = bufnr('')
  call ale#lsp_linter#SendRequest(buffer, 'kibitz', ale#lsp#message#DidChange(buffer))
  let position = {'line': line('.') - 1, 'character': s:Units(strpart(getline('.'), 0, col('.') - 1))}
  let params = {'textDocument': {'uri': ale#util#ToURI(expand('%:p'))}, 'position': position,
    \ 'context': {'triggerKind': 1}}
  call ale#lsp_linter#SendRequest(buffer, 'kibitz', [0, 'textDocument/inlineCompletion', params],
    \ function('s:Insert', [buffer, b:changedtick, getpos('.')]))
endfunction

function! s:Insert(buffer, tick, place, response) abort
  let result = get(a:response, 'result', {})
  let items = type(result) is v:t_dict ? get(result, 'items', []) : []
  if empty(items) || [bufnr(''), b:changedtick, getpos('.')] != [a:buffer, a:tick, a:place] || mode() !=# 'i'
    return
  endif
  let s:text = items[0].insertText
  let n_replaced = items[0].range.end.character - items[0].range.start.character
  " Literally: no abbreviation, no indenting.
  call feedkeys(repeat("\<Del>", n_replaced) . "\<C-R>\<C-O>=kibitz#Text()\<CR>", 'nt')
  call ale#lsp_linter#SendRequest(a:buffer, 'kibitz', [0, 'workspace/executeCommand', items[0].command])
endfunction

function! kibitz#Text() abort
  return s:text
endfunction
