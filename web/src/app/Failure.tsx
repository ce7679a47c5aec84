import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Button } from '@/components/ui/button'

export function Failure({ error }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <main role="alert" className="mx-auto max-w-[480px] px-4 pt-24">
      <h1 className="text-page">This page did not load</h1>
      <p className="mt-2 mb-4 text-ink-2">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => void router.invalidate()}>Retry</Button>
    </main>
  )
}

export function Missing() {
  return (
    <main className="mx-auto max-w-[480px] px-4 pt-24">
      <h1 className="text-page">There is no such page</h1>
      <p className="mt-2 text-ink-2">
        <Link to="/" search={{} as never} className="text-accent-ink underline underline-offset-3">
          Back to the overview
        </Link>
      </p>
    </main>
  )
}
