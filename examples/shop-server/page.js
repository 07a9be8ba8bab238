// What the shop's pages do with the chat, beside the snippet.

for (const button of document.querySelectorAll('[data-chat]')) {
  button.addEventListener('click', () => window.usher('open'))
}

// A proof holds for a few minutes. Where a page was open for longer, the chat says that it wants another one.
const AGAIN_MS = 60_000
let askedAt = -AGAIN_MS
window.usher('on', 'error', async ({ code }) => {
  if (!['identity_refused', 'identity_required'].includes(code)) return
  if (!document.body.hasAttribute('data-signed-in') || performance.now() - askedAt < AGAIN_MS) return
  askedAt = performance.now()
  const proof = await fetch('/proof').then((answer) => answer.text())
  if (proof) window.usher('identify', proof)
})
