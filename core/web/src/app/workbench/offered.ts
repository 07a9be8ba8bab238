// Which chats the agent is asked to take. Pure.
import type { AgentSessionView } from '../../shared/wire'
import type { LiveState, Transcript } from '../live/state'

/** Whether the newest turn of an offered chat is that this agent is asked: others' offers can be seen by supervisors. */
export function isOfferedTo(session: AgentSessionView, transcript: Transcript | undefined, me: string): boolean {
  if (session.state !== 'offered') return false
  for (const { body } of (transcript?.messages ?? []).toReversed()) {
    if (body.kind !== 'event') continue
    const { event } = body
    if (event.event === 'offered') return event.agent.id === me
    if (event.event === 'released') return false
  }
  return false
}

/** Those whose time runs out first come first. */
export function offeredSessions(state: Pick<LiveState, 'sessions' | 'transcripts'>, me: string): AgentSessionView[] {
  return Object.values(state.sessions)
    .filter((session) => isOfferedTo(session, state.transcripts[session.id], me))
    .sort((a, b) => (a.offered_until_ms ?? 0) - (b.offered_until_ms ?? 0) || a.id.localeCompare(b.id))
}
