// What stands where a page is not there yet, or not at all.
import { Link } from 'wouter'
import { useWords } from '../i18n/words'
import { Empty, Hidden, Skeleton } from '../ui/Surface'
import s from './shell.module.css'

export function PageSkeleton() {
  const { t } = useWords()
  return (
    <main id="content" className={s['center']} aria-busy="true">
      <Hidden>{t('loading')}</Hidden>
      <Skeleton width={220} height={12} />
    </main>
  )
}

export function NotFound() {
  const { t } = useWords()
  return (
    <main id="content" tabIndex={-1} className={s['center']}>
      <Empty
        icon="help"
        level="h1"
        title={t('not_found_title')}
        text={t('not_found_text')}
        action={<Link href="/workbench">{t('to_workbench')}</Link>}
      />
    </main>
  )
}
