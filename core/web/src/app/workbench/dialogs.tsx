// Dialogs that few chats need: each is loaded as it is first opened.
import { lazy, Suspense } from 'react'
import type { AgentSessionView } from '../../shared/wire'

interface DialogProps {
  session: AgentSessionView
  open: boolean
  onClose: () => void
}

const LazyGive = lazy(() => import('./GiveDialog'))
const LazyTags = lazy(() => import('./TagsDialog'))

/** Gives the chat to somebody else. */
export const GiveDialog = ({ session, open, onClose }: DialogProps) =>
  open ? (
    <Suspense>
      <LazyGive session={session} onClose={onClose} />
    </Suspense>
  ) : null

/** Shows and changes the marks of the chat. */
export const TagsDialog = ({ session, open, onClose }: DialogProps) =>
  open ? (
    <Suspense>
      <LazyTags session={session} onClose={onClose} />
    </Suspense>
  ) : null
