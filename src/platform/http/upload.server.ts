import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The file of a form. `bytes` is null when it was larger than the route takes: then it was not kept. */
export type Upload = { name: string; bytes: Buffer | null }

/** Lets the routes of this scope take forms with a file. Nothing of the body is read before `takeUpload`. */
export async function acceptUploads(scope: FastifyInstance): Promise<void> {
  const { default: multipart } = await import('@fastify/multipart')
  await scope.register(multipart, { throwFileSizeLimit: false })
}

/**
 * Reads a form with one file at most, once its sender may come in: until then not a byte of it is kept. What stands before the file are
 * the other fields, the CSRF token among them. Null: no file was chosen. Throws what Fastify refuses as unreadable.
 */
export async function takeUpload(request: FastifyRequest, maxBytes: number): Promise<Upload | null> {
  if (!request.isMultipart()) return null
  const body: Record<string, string> = {}
  let file: Upload | null = null
  for await (const part of request.parts({ limits: { files: 1, fields: 20, fieldSize: 10_000, fileSize: maxBytes } })) {
    if (part.type === 'field') {
      if (typeof part.value === 'string') body[part.fieldname] = part.value
      continue
    }
    const bytes = await part.toBuffer()
    const name = part.filename ?? ''
    if (name !== '' || bytes.length > 0) file = { name, bytes: part.file.truncated ? null : bytes }
  }
  request.body = body
  return file
}
