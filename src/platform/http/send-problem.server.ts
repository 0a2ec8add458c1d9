import type { FastifyReply } from 'fastify'
import { type Face, type Problem, problemDocument, problems, typeOfFace } from './problem.ts'

/** Also for an address below /api that nothing answers to. */
export function sendProblem(reply: FastifyReply, problem: Problem, face: Face, publicUrl: string) {
  const text = JSON.stringify(problemDocument(problem, face, publicUrl))
  return send(reply, problems[problem.code].status, typeOfFace[face].problem, text, problem.headers)
}

export function send(reply: FastifyReply, status: number, type: string, text: string, headers: Record<string, string> = {}) {
  return reply.code(status).headers(headers).header('cache-control', 'no-store').type(type).send(text)
}
