import { z } from 'zod'

// Zod compiles its checks with `new Function` where it may; Meterr's content security policy says it may not.
z.config({ jitless: true })

export { z }
