/** The shapes of ECS that `override` in service.json takes, read from the schemas that the AWS SDK exports. */
const { NormalizedSchema } = require('@smithy/core/schema');
const ecs = require('@aws-sdk/client-ecs');

/** What Longshore itself decides, or has a field for: the image by its digest and the rollback rest on them. */
const ours = {
  TaskDefinition: ['family', 'containerDefinitions', 'tags', 'cpu', 'memory', 'requiresCompatibilities', 'networkMode'],
  Container: ['name', 'image', 'environment', 'secrets', 'portMappings', 'essential', 'dependsOn', 'healthCheck'],
  Service: [
    'serviceName cluster service taskDefinition desiredCount clientToken tags loadBalancers launchType role',
    'capacityProviderStrategy deploymentConfiguration networkConfiguration deploymentController schedulingStrategy',
    'healthCheckGracePeriodSeconds forceNewDeployment',
  ].flatMap((names) => names.split(' ')),
};

/** Every structure by name: its members with their types, as `string`, `Ulimit[]` or `{string}`. */
exports.awsShapes = () => {
  const shapes = {};
  const root = (name, schema, keep = () => true) => {
    const members = membersOf(NormalizedSchema.of(schema), shapes);
    shapes[name] = Object.fromEntries(
      Object.entries(members).filter(([member]) => !ours[name].includes(member) && keep(member)),
    );
  };
  const updatable = new Set([...NormalizedSchema.of(ecs.UpdateServiceRequest$).structIterator()].map(([name]) => name));
  root('TaskDefinition', ecs.RegisterTaskDefinitionRequest$);
  root('Container', ecs.ContainerDefinition$);
  root('Service', ecs.CreateServiceRequest$, (member) => updatable.has(member));
  return reachable(shapes);
};

function membersOf(schema, shapes) {
  return Object.fromEntries([...schema.structIterator()].map(([name, member]) => [name, typeOf(member, shapes)]));
}

function typeOf(schema, shapes) {
  if (schema.isListSchema()) return `${typeOf(schema.getValueSchema(), shapes)}[]`;
  if (schema.isMapSchema()) return `{${typeOf(schema.getValueSchema(), shapes)}}`;
  if (schema.isStructSchema()) {
    const name = schema.getName();
    if (!(name in shapes)) {
      shapes[name] = {};
      shapes[name] = membersOf(schema, shapes);
    }
    return name;
  }
  if (schema.isNumericSchema()) return 'number';
  return schema.isBooleanSchema() ? 'boolean' : 'string';
}

/** Without the structures that only what is ours refers to; sorted. */
function reachable(shapes) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !(name in shapes)) return;
    found.add(name);
    for (const type of Object.values(shapes[name])) visit(type.replace(/[[\]{}]/g, ''));
  };
  ['TaskDefinition', 'Container', 'Service'].forEach(visit);
  return Object.fromEntries([...found].sort().map((name) => [name, shapes[name]]));
}
