/** A CommonJS module that was imported: Node and bundlers put what it exports under `default`. */
export const commonJs = <Module>(loaded: Module & { default?: Module }): Module => loaded.default ?? loaded;
