// What search engines read of a page (JSON-LD), checked by a validator of somebody else: every type and property is one of
// schema.org's, and what has rules of its own for how it is shown (a person, a picture, a way to the page) keeps them.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import Validator from '@adobe/structured-data-validator';
import WebAutoExtractor from '@marbec/web-auto-extractor';

import { Site } from './pages';
import { expect, test } from './person';

const SCHEMA = 'http://schema.org/';
const VOCABULARY = fileURLToPath(import.meta.resolve('@vocabulary/schema/schema.nq'));

let site: Site;
test.beforeAll(async () => {
  site = await Site.start();
});
test.afterAll(async () => site?.stop());

test('every page that says what it is says it as schema.org has it', async () => {
  const validator = new Validator(vocabulary());
  const pages = { '/': 'Blog', '/posts/everything': 'BlogPosting', '/posts/picture': 'BlogPosting', '/posts/part-2': 'BlogPosting', '/about': 'WebPage' };
  for (const [path, type] of Object.entries(pages)) {
    const html = await (await fetch(site.server.url + path)).text();
    const { jsonld, ...others } = new WebAutoExtractor({ addLocation: true }).parse(html);
    expect(Object.keys(jsonld), path).toContain(type);
    expect(await errors(validator, { jsonld, ...others }), path).toEqual([]);
  }
});

test('the validator finds what is wrong', async () => {
  const wrong = { '@context': 'https://schema.org', '@type': 'BlogPosting', headlime: 'Fog', author: { '@type': 'Persom', name: 'Ann' } };
  const html = `<script type="application/ld+json">${JSON.stringify(wrong)}</script>`;
  const found = await errors(new Validator(vocabulary()), new WebAutoExtractor({ addLocation: true }).parse(html));
  expect(found.join()).toContain('headlime');
  expect(found.join()).toContain('Persom');
});

async function errors(validator: Validator, parsed: unknown): Promise<string[]> {
  const issues: { severity: string; issueMessage: string }[] = await validator.validate(parsed);
  return issues.map(({ severity, issueMessage }) => `${severity}: ${issueMessage}`);
}

/// schema.org's classes and properties, in the form in which the validator reads them.
function vocabulary() {
  const entities = new Map<string, Record<string, unknown[] | string>>();
  for (const line of readFileSync(VOCABULARY, 'utf8').split('\n')) {
    const [, subject, predicate, object] = line.match(/^<([^>]+)> <([^>]+)> <([^>]+)> </) ?? [];
    if (!subject?.startsWith(SCHEMA)) {
      continue;
    }
    const entity = entities.get(subject) ?? { '@id': subject };
    entities.set(subject, entity);
    const name = predicate.replace(/.*[#/]/, '');
    if (name === 'type') {
      entity['@type'] = object.endsWith('#Class') ? 'rdfs:Class' : object.endsWith('#Property') ? 'rdf:Property' : object;
    }
    const key = { subClassOf: 'rdfs:subClassOf', domainIncludes: 'schema:domainIncludes' }[name];
    if (key) {
      entity[key] = [...((entity[key] as unknown[]) ?? []), { '@id': object }];
    }
  }
  return { '@graph': [...entities.values()] };
}
