// Lets in who is signed in, with a live line for as long as that lasts; shows the sign-in page to all others.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { api, ApiFailure } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { browserLive, LiveProvider } from '../live/browser'
import type { Live } from '../live/live'
import { Button } from '../ui/Button'
import { Empty } from '../ui/Surface'
import { Header } from './Header'
import { PageSkeleton } from './Pages'
import { SignIn } from './SignIn'
import s from './shell.module.css'

export function Gate({ children }: { children: ReactNode }) {
  const words = useWords()
  const client = useQueryClient()
  const [lostSignIn, setLostSignIn] = useState(false)
  const me = useQuery({ queryKey: ['me'], queryFn: api.me, staleTime: Number.POSITIVE_INFINITY })
  const agent = me.data
  const expire = useCallback(() => {
    setLostSignIn(true)
    void client.resetQueries({ queryKey: ['me'] })
  }, [client])
  const signedOut = me.error instanceof ApiFailure && me.error.status === 401

  if (agent && !signedOut) {
    return (
      <Inside key={agent.id} onSignedOut={expire}>
        {children}
      </Inside>
    )
  }
  if (signedOut) {
    return (
      <SignIn
        expired={lostSignIn}
        onSignedIn={(view) => {
          setLostSignIn(false)
          // What another agent could see is forgotten. The query watched here stays: only so is its answer heard.
          client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
          client.setQueryData(['me'], view)
        }}
      />
    )
  }
  if (me.isPending) return <PageSkeleton />
  return (
    <main className={s['center']}>
      <Empty
        icon="offline"
        level="h1"
        title={failureText(me.error, words)}
        action={
          <Button kind="primary" onPress={() => void me.refetch()}>
            {words.t('retry')}
          </Button>
        }
      />
    </main>
  )
}

function Inside({ children, onSignedOut }: { children: ReactNode; onSignedOut: () => void }) {
  const client = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
    const started = browserLive({
      signedOut: onSignedOut,
      suspicious: () => {
        void api.me().catch((failure: unknown) => {
          if (failure instanceof ApiFailure && failure.status === 401) onSignedOut()
        })
      },
    })
    setLive(started)
    started.start()
    const wake = () => {
      if (document.visibilityState === 'visible') started.wake()
    }
    window.addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    const stopRules = started.store.subscribe((now, before) => {
      if (now.rules !== before.rules) {
        void client.invalidateQueries({ queryKey: ['rules'] })
        void client.invalidateQueries({ queryKey: ['channels'] })
      }
    })
    const stopLeft = started.store.subscribe((now, before) => {
      // What changed while the line was down was not told.
      const back = now.link.phase === 'open' && before.link.phase === 'lost'
      if (back || now.leftChanges !== before.leftChanges) void client.invalidateQueries({ queryKey: ['left'] })
    })
    return () => {
      window.removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      stopRules()
      stopLeft()
      started.stop()
    }
    // The line lives as long as this agent is signed in; `key` above starts another for another agent.
  }, [client, onSignedOut])
  if (!live) return <PageSkeleton />
  return (
    <LiveProvider value={live}>
      <div className={s['frame']}>
        <Header />
        {children}
      </div>
    </LiveProvider>
  )
}
