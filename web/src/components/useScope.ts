import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { sessionQuery } from '@/api/queries'
import { resolveRange, type Range } from '@/lib/range'
import type { Scope, ScopeLink } from '@/lib/scope'

/** What the address says is shown, and how to change it. */
export function useScope(): [Scope, (patch: ScopeLink, replace?: boolean) => void] {
  const scope = useSearch({ strict: false }) as Scope
  const navigate = useNavigate()
  const change = (patch: ScopeLink, replace = false) => {
    void navigate({
      to: '.',
      search: ((before: Scope) => ({ ...before, ...patch })) as never,
      replace,
      resetScroll: false,
    })
  }
  return [scope, change]
}

export function useSession() {
  return useSuspenseQuery(sessionQuery).data
}

const MINUTE = 60_000

/** The time, to the minute. */
function useMinute(): number {
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / MINUTE) * MINUTE)
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / MINUTE) * MINUTE), 1_000)
    return () => clearInterval(timer)
  }, [])
  return minute
}

export function useRange(): Range {
  const [{ range, from, to, compare, tz }] = useScope()
  const { organization } = useSession()
  const minute = useMinute()
  const zone = tz ?? organization.zone
  return useMemo(
    () => resolveRange({ range, from, to, compare }, minute, zone),
    [range, from, to, compare, minute, zone],
  )
}
