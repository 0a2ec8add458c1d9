export function clusterFolder(): string
export function sweepClusters(): Promise<void>
