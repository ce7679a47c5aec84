import { useState } from 'react'
import { Dialog, DialogClose, DialogContent, DialogTitle } from '@/components/ui/dialog'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { useKeys } from '@/lib/keys'

const KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['Dates', ['d']],
  ['Compare', ['c']],
  ['Group by', ['g']],
  ['Filter', ['/']],
  ['Crosshair over the chart', ['←', '→']],
  ['One series alone, all again', ['1', '…', '0']],
  ['Next and previous request', ['j', 'k']],
  ['Pause, go on', ['p']],
  ['Close', ['Esc']],
]

export function Footer({ children }: { children?: React.ReactNode }) {
  const [open, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  return (
    <footer className="flex flex-col gap-x-4 gap-y-1.5 py-6 text-small text-ink-3 md:flex-row">
      <span>{children}</span>
      <span className="flex-1" />
      <Dialog open={open} onOpenChange={setOpen}>
        <button type="button" className="text-left max-lg:hidden" onClick={() => setOpen(true)}>
          <Kbd>?</Kbd> all keys
        </button>
        <DialogContent>
          <DialogTitle className="text-panel">All keys</DialogTitle>
          <dl className="mt-3 grid grid-cols-[1fr_auto] gap-y-1.5">
            {KEYS.map(([what, keys]) => (
              <div key={what} className="contents">
                <dt className="text-ink-2">{what}</dt>
                <dd className="flex justify-end gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          <DialogClose asChild>
            <Button className="mt-4">Close</Button>
          </DialogClose>
        </DialogContent>
      </Dialog>
    </footer>
  )
}
