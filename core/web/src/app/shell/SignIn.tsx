// The door: email and password.
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { MeView } from '../../shared/wire'
import { api, ApiFailure } from '../http/client'
import { failureText } from '../i18n/problems'
import { chooseLocale, useWords, type Words } from '../i18n/words'
import { Button, Spinner } from '../ui/Button'
import { Icon, Mark } from '../ui/Icon'
import s from './shell.module.css'

export function SignIn({ expired, onSignedIn }: { expired: boolean; onSignedIn: (me: MeView) => void }) {
  const words = useWords()
  const { t } = words
  const [missing, setMissing] = useState(false)
  const problemId = useId()
  const emailId = useId()
  const passwordId = useId()
  const passwordField = useRef<HTMLInputElement>(null)
  const signIn = useMutation({
    mutationFn: (given: { email: string; password: string }) => api.signIn(given.email, given.password),
    onSuccess: onSignedIn,
    onError: () => passwordField.current?.select(),
  })
  useEffect(() => {
    document.title = `${t('sign_in')} · ${t('app_title')}`
  }, [t])

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const email = String(form.get('email') ?? '').trim()
    const password = String(form.get('password') ?? '')
    setMissing(email === '' || password === '')
    if (email !== '' && password !== '' && !signIn.isPending) signIn.mutate({ email, password })
  }
  const problem = missing ? t('sign_in_missing') : signIn.error ? refusal(signIn.error, words) : null

  return (
    <main className={s['door']}>
      <div className={s['doorCard']}>
        <Mark size={40} />
        <h1 className={s['doorTitle']}>{t('sign_in_title')}</h1>
        <p className={s['doorText']}>{expired ? t('signed_out_elsewhere') : t('sign_in_text')}</p>
        <form className={s['form']} onSubmit={submit} noValidate>
          <label className={s['label']} htmlFor={emailId}>
            {t('email')}
          </label>
          <input
            id={emailId}
            className={s['input']}
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            aria-invalid={problem !== null}
            aria-describedby={problem ? problemId : undefined}
          />
          <label className={s['label']} htmlFor={passwordId}>
            {t('password')}
          </label>
          <input
            id={passwordId}
            ref={passwordField}
            className={s['input']}
            name="password"
            type="password"
            autoComplete="current-password"
            aria-invalid={problem !== null}
            aria-describedby={problem ? problemId : undefined}
          />
          <div role="alert" id={problemId} className={s['problem']}>
            {problem ? (
              <>
                <Icon name="warning" size={16} />
                <span>{problem}</span>
              </>
            ) : null}
          </div>
          <Button kind="primary" type="submit" className={s['submit']}>
            {signIn.isPending ? <Spinner /> : null}
            {signIn.isPending ? t('signing_in') : t('sign_in')}
          </Button>
        </form>
      </div>
      <div className={s['doorFoot']}>
        <button type="button" className={s['textButton']} lang="en" onClick={() => chooseLocale('en')}>
          English
        </button>
        <span aria-hidden="true">·</span>
        <button type="button" className={s['textButton']} lang="zh-CN" onClick={() => chooseLocale('zh-CN')}>
          中文
        </button>
      </div>
    </main>
  )
}

function refusal(failure: unknown, words: Words): string {
  const wrong = failure instanceof ApiFailure && (failure.status === 401 || failure.error.code === 'unauthorized')
  return wrong ? words.t('sign_in_wrong') : failureText(failure, words)
}
