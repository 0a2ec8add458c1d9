export type Row = { type: string; demanded?: boolean }
export type Catalogue = Record<'columns' | 'functions' | 'rights' | 'deletes' | 'calls' | 'words' | 'constraints', Map<string, Row>>
export function takenAway(former: Catalogue, present: Catalogue): string[]
