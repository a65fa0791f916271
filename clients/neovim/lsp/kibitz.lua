---@brief
---
--- Kibitz, an AI pair programmer that is only a language server. For Neovim 0.11 and newer; see the README
--- beside this file. Nothing here decides anything: it starts the server, asks for an instruction when an
--- edit needs one, and shows the status and what the server wrote.

--- The newest `kibitz/status` is in `vim.g.kibitz_status` for a status line; what needs you is told once.
local function on_status(_, status)
  vim.g.kibitz_status = status
  if status.kind == 'error' then
    vim.notify_once('Kibitz: ' .. status.message, vim.log.levels.WARN)
  end
end

--- "Edit by instruction" comes without the instruction: ask for it, then let the server do the work.
local function run_action(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  local argument = command.arguments[1]
  local function send()
    client:request('workspace/executeCommand', { command = command.command, arguments = { argument } }, function(err)
      if err then
        vim.notify('Kibitz: ' .. err.message, vim.log.levels.ERROR)
      end
    end, context.bufnr)
  end
  if argument.action ~= 'edit' or argument.instruction then
    return send()
  end
  vim.ui.input({ prompt = 'Kibitz, what should change? ' }, function(instruction)
    if instruction and instruction ~= '' then
      argument.instruction = instruction
      send()
    end
  end)
end

--- A question takes no keys of who types: it waits for normal mode, and half a second for a `:w` there.
local function on_question(err, question, context)
  local asking = coroutine.running()
  while not vim.api.nvim_get_mode().mode:find('^[nvV\22]t?$') do
    vim.notify('Kibitz has a question: it waits until you are in normal mode')
    local function go_on()
      vim.defer_fn(function()
        coroutine.resume(asking)
      end, 500)
    end
    vim.api.nvim_create_autocmd('ModeChanged', { pattern = '*:{n,nt}', once = true, callback = go_on })
    coroutine.yield()
  end
  local runs = vim.lsp.get_client_by_id(context.client_id)
  return runs and vim.lsp.handlers['window/showMessageRequest'](err, question, context) or vim.NIL
end

--- Explanations and diffs are for reading: their buffers never keep Neovim from quitting.
local function on_show_document(err, result, context)
  local answer = vim.lsp.handlers['window/showDocument'](err, result, context)
  if result.uri:find('/documents/[^/]+$') then
    vim.bo[vim.uri_to_bufnr(result.uri)].buftype = 'nofile'
  end
  return answer
end

--- All that is complained about in a buffer: requests for code actions tell of their own lines only.
local function tell_problems(client, buffer)
  local problems = vim.tbl_map(function(each)
    local start, last = { line = each.lnum, character = 0 }, { line = each.end_lnum or each.lnum, character = 0 }
    return { range = { start = start, ['end'] = last }, message = each.message }
  end, vim.list_slice(vim.diagnostic.get(buffer), 1, 200))
  client:notify('kibitz/problems', { uri = vim.uri_from_bufnr(buffer), problems = problems })
end

local function on_attach(client, buffer)
  vim.api.nvim_create_autocmd('DiagnosticChanged', {
    buffer = buffer,
    callback = function()
      return client:is_stopped() or tell_problems(client, buffer) -- true ends this
    end,
  })
  tell_problems(client, buffer)
end

---@type vim.lsp.Config
return {
  cmd = { 'kibitz', 'serve' },
  -- No `filetypes`: Kibitz knows many languages well and helps in all the others too.
  root_markers = { '.git' },
  settings = { kibitz = vim.empty_dict() },
  capabilities = {
    experimental = { kibitz = { inputBox = true } },
    -- Neovim's own question before an edit does not show the edit; Kibitz asks beside a diff instead.
    workspace = { workspaceEdit = { changeAnnotationSupport = vim.NIL } },
  },
  on_attach = on_attach,
  commands = { ['kibitz.runAction'] = run_action },
  handlers = {
    ['kibitz/status'] = on_status,
    ['window/showDocument'] = on_show_document,
    ['window/showMessageRequest'] = on_question,
  },
}
