// What the official JavaScript client makes of a service, as JSON. Argument: the base URL.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'none', maxRetries: 4 });
const model = 'all-minilm-l6-v2';

const failure = async (call) => {
  try {
    await call();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, code: error.code, param: error.param, type: error.type };
  }
};

const embed = async (params) => (await client.embeddings.create({ model, ...params })).data.map((item) => Array.from(item.embedding));

const models = [];
for await (const each of client.models.list()) {
  models.push(each.id);
}

console.log(JSON.stringify({
  single: await embed({ input: 'a red bicycle' }),
  list: await embed({ input: ['a red bicycle', 'a blue car'] }),
  floats: await embed({ input: 'a red bicycle', encoding_format: 'float' }),
  usage: (await client.embeddings.create({ model, input: 'a red bicycle' })).usage,
  cacheStatus: (await client.embeddings.create({ model, input: 'a red bicycle' }).withResponse()).response.headers.get('cache-status'),
  models,
  retrieved: (await client.models.retrieve(model)).owned_by,
  busy: await embed({ model: 'remote', input: 'busy for JavaScript' }),
  unknown: await failure(() => embed({ model: 'no-such-model', input: 'a' })),
  empty: await failure(() => embed({ input: '' })),
  noModel: await failure(() => client.models.retrieve('no-such-model')),
}));
