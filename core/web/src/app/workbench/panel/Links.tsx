// What the visitor is linked to, and how that came about; what could be linked; finding and making records.
import { type ReactNode, useState } from 'react'
import type { LinkView, ObjectList, VisitorLinksView, WorkbenchView } from '../../../shared/openapi'
import type { AgentSessionView } from '../../../shared/wire'
import { type Later, useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Menu } from '../../ui/Menu'
import { CreateDialog } from './CreateDialog'
import { FindDialog } from './FindDialog'
import { type LinkActions, LINKS_ID } from './link-actions'
import { nameOf, objectName } from './names'
import { recordFailure } from './problems'
import s from './panel.module.css'

interface LinksProps {
  session: AgentSessionView
  links: VisitorLinksView
  objects: ObjectList | undefined
  shown: WorkbenchView | undefined
  actions: LinkActions
}

/** The visitor's own object: linking a record of it says who the visitor is. */
export const VISITOR = 'visitor'

export function Links({ session, links, objects, shown, actions }: LinksProps) {
  const words = useWords()
  const later = useLater()
  const { say } = later
  const [finding, setFinding] = useState(false)
  const [creating, setCreating] = useState<string | null>(null)
  const made = objects?.objects.filter(({ id }) => id !== VISITOR) ?? []
  const making = made.find(({ id }) => id === creating)
  const row = (link: LinkView, action: ReactNode, tells: string) => (
    <li key={`${link.record.object} ${link.record.id}`} className={s['linkRow']}>
      <span className={s['linkText']}>
        <span className={s['linkName']} dir="auto">
          {nameOf(link.record)}
        </span>
        <span className={s['quiet']}>{[objectName(objects, link.record.object), tells].join(' · ')}</span>
      </span>
      {action}
    </li>
  )
  return (
    <>
      {links.offered.length > 0 ? (
        <section className={s['ask']} aria-label={say('links_offered')}>
          <h3 className={s['askTitle']}>{say('links_offered')}</h3>
          <p className={s['quiet']}>{say('links_offered_text')}</p>
          <ul className={s['rows']}>
            {links.offered.map((link) =>
              row(
                link,
                <Button
                  size="small"
                  isDisabled={actions.busy}
                  aria-label={say('link_name', { name: nameOf(link.record) })}
                  onPress={() => actions.set(link.record, true)}
                >
                  {say('link')}
                </Button>,
                link.record.id,
              ),
            )}
          </ul>
        </section>
      ) : null}
      <section className={s['links']} aria-label={say('links')}>
        <div className={s['linksHead']}>
          <h3 id={LINKS_ID} tabIndex={-1} className={s['sectionTitle']}>
            {say('links')}
          </h3>
          <Button size="small" kind="quiet" onPress={() => setFinding(true)}>
            <Icon name="search" size={14} />
            {say('link_find')}
          </Button>
          <Menu
            label={say('record_new')}
            button={
              <Button size="small" kind="quiet" isDisabled={made.length === 0}>
                <Icon name="plus" size={14} />
                {say('record_new')}
              </Button>
            }
            groups={[{ id: 'objects', choices: made.map(({ id, name }) => ({ id, label: name })) }]}
            onChoose={setCreating}
          />
        </div>
        {links.links.length === 0 ? <p className={s['quiet']}>{say('links_none')}</p> : null}
        <ul className={s['rows']}>
          {links.links.map((link) =>
            row(
              link,
              <Button
                kind="quiet"
                shape="square"
                size="small"
                isDisabled={actions.busy}
                aria-label={say('unlink_name', { name: nameOf(link.record) })}
                onPress={() => actions.set(link.record, false)}
              >
                <Icon name="close" size={14} />
              </Button>,
              howText(link, later),
            ),
          )}
        </ul>
        {actions.lately ? (
          <p role="status" className={s['lately']}>
            <span>{say('unlinked', { name: nameOf(actions.lately) })}</span>
            <Button
              size="small"
              isDisabled={actions.busy}
              onPress={() => actions.lately && actions.set(actions.lately, true)}
            >
              {say('link_again')}
            </Button>
          </p>
        ) : null}
        {actions.failure ? (
          <p role="alert" className={s['problem']}>
            {recordFailure(actions.failure, words, later)}
          </p>
        ) : null}
      </section>
      {finding ? (
        <FindDialog
          session={session.id}
          objects={linkable(objects, shown, links)}
          links={links}
          actions={actions}
          onClose={() => setFinding(false)}
        />
      ) : null}
      {making ? (
        <CreateDialog
          key={making.id}
          session={session}
          object={making}
          links={links}
          shown={shown}
          onMade={actions.adopt}
          onClose={() => setCreating(null)}
        />
      ) : null}
    </>
  )
}

function howText({ how, provenance, by }: LinkView, { say }: Later): string {
  if (how === 'by_hand') return by ? say('linked_by_hand', { name: by.name }) : say('linked_by_hand_unnamed')
  if (how === 'through') return say('linked_through')
  return provenance ? say(`linked_${provenance}`) : say('linked_matched')
}

/** The objects that the server lets be searched: those of the layout, and those that are linked or offered already. */
function linkable(objects: ObjectList | undefined, shown: WorkbenchView | undefined, links: VisitorLinksView) {
  const ids = new Set((shown?.sections ?? []).map(({ object }) => object))
  for (const { record } of [...links.links, ...links.offered]) ids.add(record.object)
  return (objects?.objects ?? []).filter(({ id }) => ids.has(id))
}
