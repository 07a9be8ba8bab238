// A menu of choices under a button.
import type { ReactNode } from 'react'
import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { Icon } from './Icon'
import s from './ui.module.css'

export interface MenuChoice {
  id: string
  label: string
  note?: string
  icon?: ReactNode
  chosen?: boolean
  /** A page outside of this one, which opens beside it. */
  href?: string
}
export interface MenuGroup {
  id: string
  /** Shown over the group; a group of one-of-many choices needs it. */
  title?: string
  choices: readonly MenuChoice[]
}

export function Menu(props: {
  label: string
  button: ReactNode
  groups: readonly MenuGroup[]
  onChoose: (id: string) => void
  head?: ReactNode
}) {
  return (
    <MenuTrigger>
      {props.button}
      <Popover className={s['popover'] ?? ''} placement="bottom end" offset={4}>
        {props.head}
        <AriaMenu className={s['menu'] ?? ''} aria-label={props.label} onAction={(key) => props.onChoose(String(key))}>
          {props.groups.map((group) => {
            const chosen = group.choices.filter((choice) => choice.chosen).map((choice) => choice.id)
            const oneOfMany = group.choices.some((choice) => choice.chosen !== undefined)
            return (
              <MenuSection
                key={group.id}
                id={group.id}
                className={s['menuSection'] ?? ''}
                aria-label={group.title ?? props.label}
                selectionMode={oneOfMany ? 'single' : 'none'}
                selectedKeys={chosen}
                disallowEmptySelection={oneOfMany}
              >
                {group.title ? <Header className={s['menuHead'] ?? ''}>{group.title}</Header> : null}
                {group.choices.map((choice) => (
                  <MenuItem
                    key={choice.id}
                    id={choice.id}
                    textValue={choice.label}
                    className={s['menuItem'] ?? ''}
                    {...(choice.href ? { href: choice.href, target: '_blank' } : {})}
                  >
                    <span className={s['menuIcon']}>{choice.icon}</span>
                    <span>{choice.label}</span>
                    <span className={s['menuCheck']}>{choice.chosen ? <Icon name="check" size={16} /> : null}</span>
                    {choice.note ? <span className={s['menuNote']}>{choice.note}</span> : null}
                  </MenuItem>
                ))}
              </MenuSection>
            )
          })}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
