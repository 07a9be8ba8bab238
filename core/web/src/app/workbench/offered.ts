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

/** What became of an offer that the agent did not answer, in the words of the wire; null where the agent knows it. */
export function lostOffer(
  transcript: Transcript | undefined,
  me: string,
): { because: 'visitor' | 'left_message' | 'missed' } | { because: 'given'; to: string } | null {
  let to: string | null = null
  for (const { body } of (transcript?.messages ?? []).toReversed()) {
    if (body.kind !== 'event') continue
    const { event } = body
    if (event.event === 'closed') {
      return event.cause === 'visitor' || event.cause === 'left_message' ? { because: event.cause } : null
    }
    if (event.event === 'assigned') {
      if (event.agent.id === me) return null
      to = event.agent.name
    }
    if (event.event === 'released' && event.agent.id === me) {
      return event.because === 'missed' ? { because: 'missed' } : null
    }
    if (event.event === 'offered' && event.agent.id === me) return to === null ? null : { because: 'given', to }
  }
  return null
}

/** Those whose time runs out first come first. */
export function offeredSessions(state: Pick<LiveState, 'sessions' | 'transcripts'>, me: string): AgentSessionView[] {
  return Object.values(state.sessions)
    .filter((session) => isOfferedTo(session, state.transcripts[session.id], me))
    .sort((a, b) => (a.offered_until_ms ?? 0) - (b.offered_until_ms ?? 0) || a.id.localeCompare(b.id))
}
