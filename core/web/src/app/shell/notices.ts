// Which notices come first, and which no longer hold. Pure.
import type { NoticeView } from '../../shared/wire'

export const isOver = ({ over_at_ms }: NoticeView): boolean => over_at_ms !== null

/** What still holds first, and of these the newest. */
export function inOrder(notices: readonly NoticeView[]): NoticeView[] {
  return notices.toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)) || b.opened_at_ms - a.opened_at_ms)
}
