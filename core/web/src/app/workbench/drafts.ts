// What was begun and not sent, a text a session; it survives a reload of this tab.

const key = (session: string) => `usher.draft.${session}`

export function loadDraft(session: string): string {
  try {
    return sessionStorage.getItem(key(session)) ?? ''
  } catch {
    return ''
  }
}

export function saveDraft(session: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key(session))
    else sessionStorage.setItem(key(session), text)
  } catch {
    // Without storage a draft lives as long as its field does.
  }
}
