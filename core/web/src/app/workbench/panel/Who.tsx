// Who the visitor is, how that is known, and who it might be.
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import type { AgentSessionView } from '../../../shared/wire'
import type { VisitorLinksView } from '../../../shared/openapi'
import { useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import { Button } from '../../ui/Button'
import { cx } from '../../ui/cx'
import { Icon } from '../../ui/Icon'
import { Avatar } from '../../ui/Surface'
import { visitorName } from '../names'
import type { LinkActions } from './link-actions'
import { nameOf } from './names'
import s from './panel.module.css'
import w from './who.module.css'

interface WhoProps {
  session: AgentSessionView
  links: VisitorLinksView
  actions: LinkActions
}

export function Who({ session, links, actions }: WhoProps) {
  const words = useWords()
  const { say } = useLater()
  const { visitor, how, proof } = links
  const name = visitor?.name ?? visitorName(session.visitor, words)
  return (
    <div className={w['who']}>
      <div className={w['whoLine']}>
        <Avatar id={session.visitor.id} name={name} />
        <div className={w['whoText']}>
          <p className={w['whoName']} dir="auto">
            {name}
          </p>
          <p className={s['quiet']}>{how === null ? say('who_unknown') : say(`who_${how}`)}</p>
        </div>
        <Proof proof={proof} />
      </div>
      {links.can_undo ? (
        <p className={s['undo']}>
          <span>{say('who_before')}</span>
          <Button size="small" isDisabled={actions.busy} onPress={actions.undo}>
            <Icon name="undo" size={14} />
            {say('who_undo')}
          </Button>
        </p>
      ) : null}
      {links.choices.length > 0 ? (
        <section className={s['ask']} aria-label={say('who_choices')}>
          <h3 className={s['askTitle']}>{say('who_choices')}</h3>
          <p className={s['quiet']}>{say('who_choices_text')}</p>
          <ul className={s['rows']}>
            {links.choices.map((choice) => (
              <li key={choice.id} className={s['linkRow']}>
                <span className={s['linkText']}>
                  <span className={s['linkName']}>{nameOf(choice)}</span>
                  <span className={s['quiet']}>{choice.id}</span>
                </span>
                <Button
                  size="small"
                  isDisabled={actions.busy}
                  aria-label={say('who_choose_name', { name: nameOf(choice) })}
                  onPress={() => actions.set(choice, true)}
                >
                  {say('who_choose')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function Proof({ proof }: { proof: VisitorLinksView['proof'] }) {
  const { say } = useLater()
  const worth = proof === 'proven' || proof === 'asserted' ? proof : 'none'
  return (
    <TooltipTrigger delay={200}>
      <AriaButton className={cx(w['proof'], w[`proof_${worth}`])}>
        {worth === 'proven' ? <Icon name="check" size={12} /> : null}
        {say(`proof_${worth}`)}
      </AriaButton>
      <Tooltip className={w['tooltip'] ?? ''} offset={6} placement="bottom end">
        {say(`proof_${worth}_text`)}
      </Tooltip>
    </TooltipTrigger>
  )
}
