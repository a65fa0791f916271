--- `:checkhealth kibitz` shows what `kibitz doctor` says.
local M = {}

function M.check()
  vim.health.start('kibitz')
  local program = vim.lsp.config.kibitz.cmd[1]
  if vim.fn.executable(program) == 0 then
    vim.health.error(('`%s` is not on the PATH'):format(program), 'Install it: see the README of Kibitz.')
    return
  end
  local done = vim.system({ program, 'doctor' }, { text = true, stdin = false }):wait(60000)
  local report = done.code == 0 and vim.health.ok or vim.health.error
  report(vim.trim(done.stdout .. done.stderr))
  if not vim.lsp.inline_completion then
    vim.health.info('This Neovim has no ghost text (0.12 has): suggestions come through the completion menu.')
  end
end

return M
