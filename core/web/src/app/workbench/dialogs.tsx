// Dialogs that few chats need: each is loaded as it is first opened.
import { lazy, Suspense } from 'react'
import type { AgentSessionView } from '../../shared/wire'

interface DialogProps {
  session: AgentSessionView
  open: boolean
  onClose: () => void
}

const LazyClose = lazy(() => import('./CloseDialog'))
const LazyGive = lazy(() => import('./GiveDialog'))
const LazyTags = lazy(() => import('./TagsDialog'))

/** Ends the chat, once that is said again. */
export const CloseDialog = ({ session, open, onClose }: DialogProps) =>
  open ? (
    <Suspense>
      <LazyClose session={session} onClose={onClose} />
    </Suspense>
  ) : null

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
