import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { UsageQuery } from '@/api/client'
import { usageQuery } from '@/api/queries'
import { ControlBar } from '@/components/frame/ControlBar'
import { Footer } from '@/components/frame/Footer'
import { Panel, PanelError, PanelHead, Skeleton } from '@/components/panel'
import { useClaimColours } from '@/components/usePalette'
import { useRange, useScope } from '@/components/useScope'
import { cn } from '@/lib/cn'
import type { Period, Range } from '@/lib/range'
import { apiFilters, type Scope } from '@/lib/scope'
import { clockSeconds, fullDate, rfc3339 } from '@/lib/zone'
import { buildBoard } from './board'
import { LatestRequests } from './LatestRequests'
import { MadeOf } from './MadeOf'
import { MainChart } from './MainChart'
import { StatStrip } from './StatStrip'
import { WhereTable } from './WhereTable'

/** Two questions to the API: the period and the one it is held against. */
export function Overview() {
  const [scope, change] = useScope()
  const range = useRange()
  const current = useQuery(usageQuery(ask(range, range, scope)))
  const previous = useQuery({
    ...usageQuery(ask(range.against ?? range, range, scope)),
    enabled: range.against !== null,
  })
  const before = range.against ? previous.data : undefined
  const board = useMemo(
    () => (current.data ? buildBoard(current.data, before, range, scope.group) : null),
    [current.data, before, range, scope.group],
  )
  const ranked = useMemo(() => board?.top.map((series) => series.key ?? '') ?? [], [board])
  useClaimColours(scope.group, ranked)
  const stale = current.isPlaceholderData || (range.against !== null && previous.isPlaceholderData)
  return (
    <>
      <ControlBar summed />
      <main className="mx-auto max-w-[1600px] px-2.5 pt-4 min-[380px]:px-4 md:px-8 md:pt-6">
        <h1 className="sr-only">Overview</h1>
        <div
          className={cn('grid grid-cols-1 gap-4 md:gap-6 xl:grid-cols-12', stale && 'opacity-45')}
          aria-busy={stale}
        >
          {current.isError && !board ? (
            <Panel className="col-span-full">
              <PanelHead title="Spend" />
              <PanelError error={current.error} retry={() => void current.refetch()} />
            </Panel>
          ) : board ? (
            <>
              <div className="col-span-full min-w-0">
                <StatStrip
                  board={board}
                  range={range}
                  volume={scope.volume}
                  onVolume={(volume) => change({ volume }, true)}
                />
              </div>
              <div className="col-span-full min-w-0">
                <MainChart board={board} before={before} range={range} />
              </div>
              <WhereTable board={board} className="self-start xl:col-span-7" />
              <MadeOf board={board} className="self-start xl:col-span-5" />
            </>
          ) : (
            <Loading />
          )}
          <LatestRequests zone={range.zone} />
        </div>
        <Footer>
          {board
            ? `Figures as of ${fullDate(board.asOf, range.zone)}, ${clockSeconds(board.asOf, range.zone)} ${range.zone}.`
            : null}
        </Footer>
      </main>
    </>
  )
}

function ask(period: Period, range: Range, scope: Scope): UsageQuery {
  return {
    from: rfc3339(period.from),
    to: rfc3339(period.to),
    tz: range.zone,
    bucket: range.bucket,
    group_by: [scope.group],
    ...apiFilters(scope),
  }
}

/** The final geometry, in grey. */
function Loading() {
  return (
    <>
      <div
        className="col-span-full grid border border-t-2 border-t-rule bg-surface md:grid-cols-2 xl:grid-cols-4"
        aria-label="Loading"
        role="status"
      >
        {[0, 1, 2, 3].map((i) => (
          <div key={i} className="flex h-[186px] flex-col gap-4 p-4">
            <Skeleton className="h-2.5 w-24" />
            <Skeleton className="h-8 w-44" />
            <Skeleton className="h-2.5 w-full" />
            <Skeleton className="h-2.5 w-full" />
          </div>
        ))}
      </div>
      <Panel className="col-span-full h-[486px] p-4">
        <Skeleton className="h-2.5 w-32" />
      </Panel>
    </>
  )
}
