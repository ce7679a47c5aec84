import { useQuery } from '@tanstack/react-query'
import type { EventStatus } from '@/api/client'
import { usageQuery } from '@/api/queries'
import { Mark } from '@/components/figures/marks'
import { useScope } from '@/components/useScope'
import { quantity } from '@/lib/format'
import { STATUS_NAMES } from '@/lib/names'
import type { Range } from '@/lib/range'
import { apiFilters, STATUSES } from '@/lib/scope'
import { rfc3339 } from '@/lib/zone'

/** Always there, even when none has it: that nothing is unpriced is worth saying. */
const FIXED: readonly EventStatus[] = ['priced', 'estimated', 'unpriced', 'unknown']

/** States that sum to all. */
export function StatusTabs({ range }: { range: Range }) {
  const [scope, change] = useScope()
  const { data } = useQuery(
    usageQuery({
      from: rfc3339(range.from),
      to: rfc3339(range.to),
      tz: range.zone,
      group_by: ['status'],
      ...apiFilters(scope),
    }),
  )
  const count = (status: EventStatus) =>
    data?.rows.filter((row) => row.group.status === status).reduce((sum, row) => sum + row.requests, 0)
  const tabs = STATUSES.filter((status) => FIXED.includes(status) || scope.status === status || count(status))
  return (
    <div
      role="group"
      aria-label="Status"
      className="flex items-center gap-0.5 overflow-x-auto px-4 pb-2.5 [scrollbar-width:none] md:px-8 xl:flex-wrap"
    >
      <Tab
        name="All"
        count={data?.total.requests}
        on={scope.status === undefined}
        choose={() => change({ status: undefined })}
      />
      {tabs.map((status) => (
        <Tab
          key={status}
          name={STATUS_NAMES[status]}
          mark={
            status === 'estimated' ||
            status === 'unpriced' ||
            status === 'unknown' ||
            status === 'interrupted' ? (
              <Mark kind={status} className="in-aria-pressed:text-surface" />
            ) : null
          }
          count={data ? (count(status) ?? 0) : undefined}
          on={scope.status === status}
          choose={() => change({ status: scope.status === status ? undefined : status })}
        />
      ))}
    </div>
  )
}

function Tab({
  name,
  mark,
  count,
  on,
  choose,
}: {
  name: string
  mark?: React.ReactNode
  count: number | undefined
  on: boolean
  choose: () => void
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={choose}
      className="flex flex-none items-center gap-[7px] rounded-s px-2 py-1.5 text-ink-2 hover:bg-hover aria-pressed:bg-ink aria-pressed:text-surface lg:py-1"
    >
      {mark}
      {name}
      {count === undefined ? null : <span className="tabular-nums">{quantity(count)}</span>}
    </button>
  )
}
