// Which left messages are shown, and what may be done with one. Pure.
import type { LeftMessageView, RoleWord } from '../../shared/openapi'

export const filters = ['open', 'mine', 'answered', 'done', 'all'] as const
export type Filter = (typeof filters)[number]

/** As the server is asked, for lists and for exports alike. */
export function queryOf(filter: Filter, me: string): Record<string, string> {
  if (filter === 'all') return {}
  return filter === 'mine' ? { status: 'taken', agent: me } : { status: filter }
}

/** What the page offers to do. */
export interface Steps {
  take: boolean
  takeOver: boolean
  answer: boolean
  giveBack: boolean
  done: boolean
  reopen: boolean
}

/** A supervisor may take a message from whoever has it; everybody else leaves it to them. */
export function stepsOf(left: Pick<LeftMessageView, 'status' | 'agent'>, me: { id: string; role: RoleWord }): Steps {
  const { status } = left
  const mine = status === 'taken' && left.agent?.id === me.id
  const theirs = status === 'taken' && !mine
  const supervises = me.role !== 'agent'
  return {
    take: status === 'open',
    takeOver: theirs && supervises,
    answer: mine,
    giveBack: mine || (theirs && supervises),
    done: status === 'open' || status === 'answered' || mine,
    reopen:
      (status === 'answered' || status === 'done') && (supervises || left.agent === null || left.agent.id === me.id),
  }
}
