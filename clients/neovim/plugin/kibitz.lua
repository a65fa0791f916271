--- Starts Kibitz and binds keys: what a user would put into init.lua, for those who do not want to.
--- `vim.g.kibitz_keys = false` leaves the keys alone; a table of the same names changes them.
vim.lsp.enable('kibitz')

local keys = { accept = '<Tab>', word = '<M-w>', line = '<M-l>', next = '<M-n>', dismiss = '<M-e>' }

--- What of a suggestion is not in the text yet: while its start is typed, Neovim goes on to show it.
local function rest_of(item, row, column)
  if not item.range then
    return item.insert_text
  end
  local first_row, first_column = item.range:to_extmark()
  local typed = table.concat(vim.api.nvim_buf_get_text(0, first_row, first_column, row, column, {}), '\n')
  return vim.startswith(item.insert_text, typed) and item.insert_text:sub(#typed + 1) or ''
end

--- Take the part of the ghost text that `pattern` matches; Neovim asks again, and the rest stays.
local function take(pattern)
  return function()
    vim.lsp.inline_completion.get({
      on_accept = function(item)
        local row, column = unpack(vim.api.nvim_win_get_cursor(0))
        local rest = rest_of(item, row - 1, column)
        local part = rest:match(pattern)
        if not part or part == rest then
          return item
        end
        vim.api.nvim_put(vim.split(part, '\n'), 'c', false, true)
      end,
    })
  end
end

local function ghost_text(buffer)
  vim.lsp.inline_completion.enable(true, { bufnr = buffer })
  local map = vim.tbl_extend('force', keys, vim.g.kibitz_keys or {})
  local function set(key, action, options)
    options = vim.tbl_extend('force', { buffer = buffer, silent = true }, options)
    if key then
      vim.keymap.set('i', key, action, options)
    end
  end
  set(map.accept, function()
    return vim.lsp.inline_completion.get() and '' or map.accept
  end, { expr = true, desc = 'Kibitz: take the suggestion' })
  set(map.word, take('^%s*[%w_]+'), { desc = 'Kibitz: take a word of the suggestion' })
  set(map.line, take('^\n?[^\n]*'), { desc = 'Kibitz: take a line of the suggestion' })
  set(map.next, vim.lsp.inline_completion.select, { desc = 'Kibitz: the next suggestion' })
  set(map.dismiss, function()
    vim.lsp.inline_completion.enable(false, { bufnr = buffer })
    vim.lsp.inline_completion.enable(true, { bufnr = buffer })
  end, { desc = 'Kibitz: no suggestion here' })
end

--- Neovim 0.11: suggestions in the completion menu, all of them: it stops at the first space by itself.
local function menu(client, buffer)
  vim.opt.completeopt = { 'menuone', 'noselect', 'popup' } -- without noselect Neovim takes them unasked
  vim.lsp.completion.enable(true, client.id, buffer, {
    autotrigger = true,
    convert = function(item)
      return { word = item.textEdit.newText }
    end,
  })
end

vim.api.nvim_create_autocmd('LspAttach', {
  desc = 'Kibitz: ghost text or the menu',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if not client or client.name ~= 'kibitz' or vim.g.kibitz_keys == false then
      return
    end
    if vim.lsp.inline_completion then
      ghost_text(event.buf)
    else
      menu(client, event.buf)
    end
  end,
})

--- Neovim keeps what a server reports to itself; 0.12 shows messages of this kind in the status line too.
vim.api.nvim_create_autocmd('LspProgress', {
  desc = 'Kibitz: what it works on',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    local value, token = event.data.params.value, event.data.params.token
    if not client or client.name ~= 'kibitz' then
      return
    end
    if vim.lsp.inline_completion then
      local status = value.kind == 'end' and 'success' or 'running'
      local message = { kind = 'progress', source = 'kibitz', id = token, status = status, percent = value.percentage }
      vim.api.nvim_echo({ { ('Kibitz: %s %s'):format(value.title, value.message or '') } }, false, message)
    elseif value.kind == 'begin' then
      vim.api.nvim_echo({ { 'Kibitz: ' .. value.title } }, false, {})
    end
  end,
})
