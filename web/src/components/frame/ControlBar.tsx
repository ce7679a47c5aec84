import { useState, type ReactNode } from 'react'
import { Icon } from '@/components/figures/icons'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { Kbd } from '@/components/ui/kbd'
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from '@/components/ui/menu'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { useRange, useScope } from '@/components/useScope'
import { useKeys } from '@/lib/keys'
import { againstLabel, dayText, periodLabel, PRESETS, type Compare } from '@/lib/range'
import { FILTERS, GROUPS, type Filter, type Group, type ScopeLink } from '@/lib/scope'
import { LiveBadge } from './LiveBadge'

/** Everything that decides what the page shows; all of it stands in the address. */
export function ControlBar({ summed = false }: { summed?: boolean }) {
  const [scope, change] = useScope()
  return (
    <div
      role="toolbar"
      aria-label="What is shown"
      className="flex flex-wrap items-center gap-x-1 gap-y-1.5 border-b border-line bg-bg px-4 py-2 md:px-8 lg:sticky lg:top-0 lg:z-10 lg:gap-4 lg:py-2.5"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">
        <Dates />
        {summed ? (
          <>
            <Against />
            <GroupBy value={scope.group} onChange={(group) => change({ group, only: undefined })} />
          </>
        ) : null}
        <AddFilter />
        {(Object.keys(FILTERS) as Filter[]).flatMap((filter) =>
          scope[`f.${filter}`].map((value) => (
            <Chip
              key={`${filter} ${value}`}
              text={`${FILTERS[filter]} · ${value || 'none'}`}
              remove={() =>
                change({
                  [`f.${filter}`]: scope[`f.${filter}`].filter((other) => other !== value),
                } as ScopeLink)
              }
            />
          )),
        )}
      </div>
      <div className="flex items-center lg:ml-auto">
        <LiveBadge />
      </div>
    </div>
  )
}

function Control({
  label,
  value,
  note,
  hint,
  ...props
}: { label: string; value: ReactNode; note?: ReactNode; hint?: string } & React.ComponentProps<
  typeof Button
>) {
  return (
    <Button variant="control" {...props}>
      <span className="text-ink-3 max-lg:sr-only">{label}</span>
      <span className="font-medium">{value}</span>
      {note ? <span className="text-ink-3 max-xl:hidden">{note}</span> : null}
      {hint ? <Kbd>{hint}</Kbd> : null}
    </Button>
  )
}

function Dates() {
  const [scope, change] = useScope()
  const range = useRange()
  const [open, setOpen] = useState(false)
  useKeys({ d: (event) => (event.preventDefault(), setOpen(true)) })
  const name = PRESETS.find(([preset]) => preset === scope.range)?.[1] ?? 'Custom'
  const shown = { from: range.from, to: Math.max(range.until, range.from + 1) }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Control
          label="Dates"
          value={periodLabel(shown, range.zone)}
          note={`${name.toLowerCase()}, ${range.zone}`}
          hint="d"
        />
      </PopoverTrigger>
      <PopoverContent aria-label="Dates" className="w-72">
        <div className="grid grid-cols-2 gap-1">
          {PRESETS.map(([preset, text]) => (
            <button
              key={preset}
              type="button"
              aria-pressed={scope.range === preset}
              onClick={() => {
                change({ range: preset, from: undefined, to: undefined })
                setOpen(false)
              }}
              className="rounded-s px-2 py-1.5 text-left hover:bg-hover aria-pressed:bg-selected aria-pressed:font-semibold lg:py-1"
            >
              {text}
            </button>
          ))}
        </div>
        <form
          className="mt-3 grid grid-cols-2 gap-2 border-t border-line pt-3"
          onSubmit={(event) => {
            event.preventDefault()
            const data = new FormData(event.currentTarget)
            change({ range: 'custom', from: String(data.get('from')), to: String(data.get('to')) })
            setOpen(false)
          }}
        >
          <label className="text-small text-ink-3">
            First day
            <Input type="date" name="from" required defaultValue={dayText(range.from, range.zone)} />
          </label>
          <label className="text-small text-ink-3">
            Last day
            <Input type="date" name="to" required defaultValue={dayText(range.to - 1, range.zone)} />
          </label>
          <Button type="submit" className="col-span-2">
            Show these days
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  )
}

const COMPARES: readonly (readonly [Compare, string])[] = [
  ['previous', 'The period before'],
  ['year', 'The year before'],
  ['off', 'Nothing'],
]

function Against() {
  const [scope, change] = useScope()
  const { against, zone } = useRange()
  const [open, setOpen] = useState(false)
  useKeys({ c: (event) => (event.preventDefault(), setOpen(true)) })
  return (
    <Menu open={open} onOpenChange={setOpen} modal={false}>
      <MenuTrigger asChild>
        <Control
          label="Against"
          value={against ? againstLabel(against, zone) : 'nothing'}
          hint="c"
          className="max-md:hidden"
        />
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup
          aria-label="Against"
          value={scope.compare}
          onValueChange={(compare) => change({ compare: compare as Compare })}
        >
          {COMPARES.map(([value, name]) => (
            <MenuRadioItem key={value} value={value}>
              {name}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  )
}

function GroupBy({ value, onChange }: { value: Group; onChange: (group: Group) => void }) {
  const [open, setOpen] = useState(false)
  useKeys({ g: (event) => (event.preventDefault(), setOpen(true)) })
  return (
    <Menu open={open} onOpenChange={setOpen} modal={false}>
      <MenuTrigger asChild>
        <Control label="By" value={FILTERS[value]} hint="g" />
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup aria-label="By" value={value} onValueChange={(group) => onChange(group as Group)}>
          {GROUPS.map((group) => (
            <MenuRadioItem key={group} value={group}>
              {FILTERS[group]}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  )
}

function AddFilter() {
  const [scope, change] = useScope()
  const [open, setOpen] = useState(false)
  useKeys({ '/': (event) => (event.preventDefault(), setOpen(true)) })
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="control" className="border-dashed border-line-strong bg-transparent font-medium">
          <Icon name="plus" size={12} />
          Filter <Kbd>/</Kbd>
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Add a filter" className="w-72">
        <form
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            const data = new FormData(event.currentTarget)
            const filter = data.get('dimension') as Filter
            const value = String(data.get('value')).trim()
            const chosen = scope[`f.${filter}`]
            if (!chosen.includes(value)) change({ [`f.${filter}`]: [...chosen, value] } as ScopeLink)
            setOpen(false)
          }}
        >
          <label className="text-small text-ink-3">
            Dimension
            <Select name="dimension">
              {Object.entries(FILTERS).map(([filter, name]) => (
                <option key={filter} value={filter}>
                  {name}
                </option>
              ))}
            </Select>
          </label>
          <label className="text-small text-ink-3">
            Is exactly
            <Input
              name="value"
              autoComplete="off"
              spellCheck={false}
              placeholder="empty: events that do not tell it"
            />
          </label>
          <Button type="submit">Add the filter</Button>
        </form>
      </PopoverContent>
    </Popover>
  )
}

function Chip({ text, remove }: { text: string; remove: () => void }) {
  return (
    <span className="flex h-[26px] items-center gap-1.5 rounded-s bg-selected pr-1 pl-[9px] whitespace-nowrap">
      {text}
      <button type="button" aria-label={`Remove ${text}`} onClick={remove} className="p-1">
        <Icon name="x" size={11} />
      </button>
    </span>
  )
}
