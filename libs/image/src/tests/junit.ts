import { XMLParser } from 'fast-xml-parser';
import { type TestResults } from '@longshore/model';

interface Case {
  '@name'?: string;
  '@classname'?: string;
  failure?: unknown;
  error?: unknown;
  skipped?: unknown;
}

interface Suite {
  testsuite?: Suite[];
  testcase?: Case[];
}

/** Every element that may stand more than once is a list, also if it stands once. */
const lists = new Set(['testsuite', 'testcase']);

/**
 * Reads test results in the form of JUnit, which most test runners can write.
 * @returns undefined if the text is not that
 */
export function parseJunit(xml: string): TestResults | undefined {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => lists.has(name),
  });
  const document = parse(parser, xml);
  const suites = document?.testsuites?.testsuite ?? document?.testsuite;
  if (!suites) return undefined;
  const cases = suites.flatMap(casesOf);
  const failed = cases.filter(({ failure, error }) => failure !== undefined || error !== undefined);
  const skipped = cases.filter(({ skipped }) => skipped !== undefined);
  return {
    passed: cases.length - failed.length - skipped.length,
    failed: failed.length,
    skipped: skipped.map(nameOf),
    failedFiles: new Set(failed.map((each) => each['@classname'])).size,
    focused: [],
  };
}

interface Document {
  testsuites?: Suite;
  testsuite?: Suite[];
}

function parse(parser: XMLParser, xml: string): Document | undefined {
  try {
    return parser.parse(xml, true) as Document;
  } catch {
    return undefined;
  }
}

const casesOf = ({ testsuite = [], testcase = [] }: Suite): Case[] => [...testcase, ...testsuite.flatMap(casesOf)];

const nameOf = (each: Case): string => [each['@classname'], each['@name']].filter(Boolean).join(' ');
