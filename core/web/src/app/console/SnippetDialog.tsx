// The line for a site's pages, ready to copy, and what a strict page has to allow.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelSummary } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { Button } from '../ui/Button'
import { Code } from '../ui/Code'
import { Icon } from '../ui/Icon'
import { DialogText, ModalDialog, Skeleton } from '../ui/Surface'
import shared from './console.module.css'
import s from './configuration.module.css'

export function SnippetDialog({ channel, onClose }: { channel: ChannelSummary | null; onClose: () => void }) {
  const { t } = useWords()
  return (
    <ModalDialog
      title={t('snippet_title', { channel: channel?.name ?? '' })}
      width="wide"
      open={channel !== null}
      onClose={onClose}
    >
      {channel ? <Snippet channel={channel.id} /> : null}
    </ModalDialog>
  )
}

function Snippet({ channel }: { channel: string }) {
  const words = useWords()
  const { t } = words
  const snippet = useQuery({ queryKey: ['snippet', channel], queryFn: () => api.snippet(channel), staleTime: 0 })
  if (snippet.isPending) return <Skeleton width="100%" height={160} />
  if (snippet.error) return <p role="alert">{failureText(snippet.error, words)}</p>
  const { html, csp } = snippet.data
  return (
    <>
      <DialogText>{t('snippet_text')}</DialogText>
      <Copyable text={html} label={t('get_snippet')} />
      {csp.length > 0 ? (
        <>
          <DialogText>{t('snippet_csp')}</DialogText>
          <Copyable text={csp.join('\n')} label="Content-Security-Policy" />
        </>
      ) : null}
    </>
  )
}

function Copyable({ text, label }: { text: string; label: string }) {
  const { t } = useWords()
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setState('copied')
    } catch {
      setState('failed')
    }
  }
  return (
    <div className={s['copyable']}>
      <Code className={shared['code']} label={label} text={text} />
      <div className={s['copyRow']}>
        <span role="status" className={s['copyWord']}>
          {state === 'failed' ? t('copy_failed') : null}
        </span>
        <Button size="small" onPress={() => void copy()} aria-label={`${t('copy')}: ${label}`}>
          <Icon name={state === 'copied' ? 'check' : 'copy'} size={16} />
          {state === 'copied' ? t('copied') : t('copy')}
        </Button>
      </div>
    </div>
  )
}
