import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Icon, Logo } from '@/components/figures/icons'
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/menu'
import { useScope, useSession } from '@/components/useScope'
import { chooseTheme, chosenTheme, type Theme } from '@/lib/theme'

const PAGES = [
  ['/', 'Overview'],
  ['/requests', 'Requests'],
] as const

export function TopBar({ onSignOut }: { onSignOut: () => void }) {
  const { person, organization } = useSession()
  const [scope] = useScope()
  const carried = { ...scope, event: undefined, status: undefined, only: undefined }
  return (
    <header className="flex h-12 items-center gap-2 border-b border-line bg-surface px-4 md:gap-3 md:px-8">
      <Link
        to="/"
        search={carried as never}
        className="flex items-end gap-2 text-[16px]/[18px] font-[650] tracking-[-0.02em]"
      >
        <Logo />
        Meterr
      </Link>
      <span aria-hidden="true" className="text-line-strong">
        /
      </span>
      <span className="truncate font-medium">{organization.name}</span>
      <nav aria-label="Main" className="ml-6 hidden self-stretch lg:flex">
        {PAGES.map(([to, name]) => (
          <Link
            key={to}
            to={to}
            search={carried as never}
            activeOptions={{ exact: true, includeSearch: false }}
            className="flex items-center border-y-2 border-transparent px-[11px] text-ink-2 aria-[current=page]:border-b-ink aria-[current=page]:font-[550] aria-[current=page]:text-ink"
          >
            {name}
          </Link>
        ))}
      </nav>
      <span className="flex-1" />
      <Account
        name={person.name || person.email}
        email={person.email}
        onSignOut={onSignOut}
        carried={carried}
      />
    </header>
  )
}

function Account({
  name,
  email,
  onSignOut,
  carried,
}: {
  name: string
  email: string
  onSignOut: () => void
  carried: object
}) {
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  return (
    <Menu>
      <MenuTrigger aria-label="Account and pages" className="grid size-9 place-items-center lg:size-auto">
        <span className="hidden size-[26px] place-items-center rounded-full bg-ink text-[10.5px] font-semibold text-surface lg:grid">
          {initials(name)}
        </span>
        <span className="lg:hidden">
          <Icon name="menu" size={18} />
        </span>
      </MenuTrigger>
      <MenuContent align="end">
        <div className="lg:hidden">
          {PAGES.map(([to, page]) => (
            <MenuItem key={to} asChild>
              <Link to={to} search={carried as never}>
                {page}
              </Link>
            </MenuItem>
          ))}
          <MenuSeparator />
        </div>
        <MenuLabel>{email}</MenuLabel>
        <MenuRadioGroup
          aria-label="Colours"
          value={theme}
          onValueChange={(value) => {
            chooseTheme(value as Theme)
            setTheme(value as Theme)
          }}
        >
          <MenuRadioItem value="system">As the system</MenuRadioItem>
          <MenuRadioItem value="light">Light</MenuRadioItem>
          <MenuRadioItem value="dark">Dark</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={onSignOut}>Sign out</MenuItem>
      </MenuContent>
    </Menu>
  )
}

function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter(Boolean)
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? words[1]![0]! : '')).toUpperCase()
}
