;;; kibitz.el --- Kibitz for eglot and lsp-mode  -*- lexical-binding: t -*-

;; Needs Emacs 29; see the README beside this file.  Nothing here decides anything: it starts the server,
;; binds keys, and gives eglot the ghost text that lsp-mode 10 has by itself.

;;; Code:

(require 'cl-lib)
(require 'seq)

(defgroup kibitz nil "An AI pair programmer that is a language server." :group 'tools)
(defcustom kibitz-command '("kibitz" "serve") "How to start Kibitz." :type '(repeat string))
(defcustom kibitz-delay 0.1 "Seconds without a key before eglot asks for ghost text." :type 'number)
(defface kibitz-ghost '((t :inherit shadow :slant italic)) "Ghost text.")

;;; eglot: one server a buffer.  Last in the list: where you have another server, that one is started.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `(prog-mode . ,kibitz-command) t))

(defun kibitz-eglot ()
  "Let Kibitz serve this buffer, whatever eglot would start."
  (interactive)
  (require 'eglot)
  (let ((eglot-server-programs `((,major-mode . ,kibitz-command))))
    (apply #'eglot (eglot--guess-contact)))
  (kibitz-ghost-mode))

(defvar-local kibitz--overlay nil)
(defvar-local kibitz--timer nil)

(defun kibitz--shown (command)
  "COMMAND while there is ghost text; else the key means what it always does."
  (and kibitz--overlay (overlay-buffer kibitz--overlay) command))

(defvar kibitz-ghost-mode-map
  (let ((map (make-sparse-keymap)))
    (dolist (key '(("TAB" . kibitz-accept) ("<tab>" . kibitz-accept) ("M-f" . kibitz-accept-word)
                   ("C-e" . kibitz-accept-line) ("C-g" . kibitz-dismiss)))
      (define-key map (kbd (car key)) `(menu-item "" ,(cdr key) :filter kibitz--shown)))
    map))

;;;###autoload
(define-minor-mode kibitz-ghost-mode "Ghost text in buffers that eglot manages." :lighter " Kibitz"
  (if kibitz-ghost-mode
      (add-hook 'post-command-hook #'kibitz--after-command nil t)
    (remove-hook 'post-command-hook #'kibitz--after-command t)
    (kibitz-dismiss)))

(defun kibitz-dismiss ()
  "Take the ghost text away."
  (interactive)
  (when kibitz--timer (cancel-timer kibitz--timer))
  (when kibitz--overlay (delete-overlay kibitz--overlay))
  (setq kibitz--timer nil))

(defun kibitz--after-command ()
  (kibitz-dismiss)
  (when (memq this-command '(self-insert-command newline newline-and-indent indent-for-tab-command
                             delete-backward-char electric-newline-and-maybe-indent kibitz-accept-word))
    (setq kibitz--timer (run-with-idle-timer kibitz-delay nil #'kibitz--ask (current-buffer)))))

(defun kibitz--ask (buffer)
  (when (buffer-live-p buffer)
    (with-current-buffer buffer
      (when-let ((server (and kibitz-ghost-mode (fboundp 'eglot-current-server) (eglot-current-server))))
        (eglot--signal-textDocument/didChange)
        (let ((state (list (point) (buffer-chars-modified-tick))))
          (jsonrpc-async-request
           server :textDocument/inlineCompletion
           (append (eglot--TextDocumentPositionParams) '(:context (:triggerKind 2)))
           :error-fn #'ignore :timeout-fn #'ignore
           :success-fn (lambda (result)
                         (when (buffer-live-p buffer)
                           (with-current-buffer buffer
                             (when (equal state (list (point) (buffer-chars-modified-tick)))
                               (kibitz--show server (plist-get result :items))))))))))))

(defun kibitz--show (server items)
  (unless (seq-empty-p items)
    (let* ((item (seq-elt items 0))
           (end (eglot--lsp-position-to-point (plist-get (plist-get item :range) :end)))
           (text (plist-get item :insertText)))
      (setq kibitz--overlay (make-overlay (point) (max (point) end) nil t))
      (overlay-put kibitz--overlay 'kibitz (list server text (plist-get item :command)))
      (overlay-put kibitz--overlay 'display (and (> end (point)) ""))
      ;; The cursor stands before the text, not behind it.
      (overlay-put kibitz--overlay (if (> end (point)) 'before-string 'after-string)
                   (propertize text 'face 'kibitz-ghost 'cursor t)))))

(defun kibitz--take (n-chars)
  (pcase-let ((`(,server ,text ,command) (overlay-get kibitz--overlay 'kibitz)) (whole nil))
    (setq whole (or (null n-chars) (>= n-chars (length text))))
    (when whole (delete-region (overlay-start kibitz--overlay) (overlay-end kibitz--overlay)))
    (kibitz-dismiss)
    (insert (if whole text (substring text 0 n-chars)))
    (when whole (jsonrpc-async-request server :workspace/executeCommand command :success-fn #'ignore))))

(defun kibitz-accept () "Take the suggestion." (interactive) (kibitz--take nil))
(defun kibitz-accept-word () "Take the next word of it." (interactive) (kibitz--take-to "\\W*\\w+"))
(defun kibitz-accept-line () "Take its line." (interactive) (kibitz--take-to "\n*.*"))
(defun kibitz--take-to (pattern)
  (kibitz--take (and (string-match pattern (nth 1 (overlay-get kibitz--overlay 'kibitz))) (match-end 0))))

;;; Explanations and answers grow by edits, several a second; both clients say so for each of them.

(defun kibitz--quietly (apply-edits &rest arguments)
  "APPLY-EDITS to ARGUMENTS; with no word of it where the document is one of Kibitz' own."
  (let* ((ours (string-match-p "kibitz/.*documents/\\|\\.kibitz\\.md\\'" (or buffer-file-name "")))
         (inhibit-message (or ours inhibit-message))
         (message-log-max (if ours nil message-log-max)))
    (apply apply-edits arguments)))

(dolist (apply-edits '(eglot--apply-text-edits lsp--apply-text-edits))
  (advice-add apply-edits :around #'kibitz--quietly))

;;; lsp-mode: Kibitz runs beside your other servers, and lsp-mode 10 shows its ghost text.

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () kibitz-command))
                    :activation-fn (lambda (&rest _) (derived-mode-p 'prog-mode 'text-mode))
                    :server-id 'kibitz :add-on? t :priority -9))
  (when (require 'lsp-inline-completion nil t)
    (add-hook 'lsp-after-open-hook #'lsp-inline-completion-mode)))

(provide 'kibitz)
;;; kibitz.el ends here
