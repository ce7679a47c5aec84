import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type EventPage } from '@/api/client'
import { latestQuery } from '@/api/queries'
import { LiveProvider, useLive } from '@/components/live'
import { TopBar } from '@/components/frame/TopBar'
import { Onboarding } from '@/features/onboarding/Onboarding'

/** The frame around every page of someone who is signed in. */
export function Shell() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signOut = async () => {
    await api.signOut()
    queries.clear()
    await navigate({ to: '/sign-in' })
  }
  return (
    <LiveProvider>
      <TopBar onSignOut={() => void signOut()} />
      <Trouble />
      <Pages />
    </LiveProvider>
  )
}

/** What keeps the figures behind, where anything does. */
function Trouble() {
  const { trouble } = useLive()
  if (trouble === null) return null
  return (
    <p role="status" className="border-line text-warn-ink border-b px-4 py-2 text-[13px]">
      Figures are delayed: {trouble}
    </p>
  )
}

/** How often an empty organization is asked about again, should the stream have missed its first event. */
const EMPTY_MS = 5_000

function Pages() {
  const { events } = useLive()
  const [dismissed, setDismissed] = useState(false)
  const isEmpty = (page: EventPage | undefined) => page?.data.length === 0
  const any = useQuery({
    ...latestQuery({ limit: 1 }),
    staleTime: Infinity,
    // Once the first event has come live its receipt stays until the reader goes on.
    enabled: !dismissed && events.length === 0,
    refetchInterval: (query) => (isEmpty(query.state.data) ? EMPTY_MS : false),
  })
  if (!dismissed && isEmpty(any.data)) return <Onboarding onDone={() => setDismissed(true)} />
  return <Outlet />
}
