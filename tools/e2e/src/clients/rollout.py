"""What a script around boto3 does with a service, from its image to its end; prints what it saw as one JSON document."""
import base64
import hashlib
import json
import platform
import sys
import urllib.request

import boto3

endpoint, program = sys.argv[1:3]


def client(name):
    return boto3.client(name, endpoint_url=endpoint)


ecr, ecs, elb, ssm = client("ecr"), client("ecs"), client("elbv2"), client("ssm")
seen = {}


def push(tag, script):
    """Pushes an image without layers whose entry point is a script for Node; gives its reference by digest."""
    authorization = ecr.get_authorization_token()["authorizationData"][0]
    repository = ecr.describe_repositories(repositoryNames=["rooms"])["repositories"][0]["repositoryUri"]
    host, name = repository.split("/", 1)

    def send(method, url, body=None, content_type="application/octet-stream"):
        request = urllib.request.Request(url, method=method, data=body)
        request.add_header("Authorization", "Basic " + authorization["authorizationToken"])
        request.add_header("Content-Type", content_type)
        return urllib.request.urlopen(request)

    def digest_of(data):
        return "sha256:" + hashlib.sha256(data).hexdigest()

    config = json.dumps(
        {
            "architecture": {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()],
            "os": "linux",
            "config": {"Entrypoint": ["node", "-e", script]},
            "rootfs": {"type": "layers", "diff_ids": []},
        }
    ).encode()
    location = send("POST", f"http://{host}/v2/{name}/blobs/uploads/", b"").headers["Location"]
    location = location if location.startswith("http") else f"http://{host}{location}"
    separator = "&" if "?" in location else "?"
    send("PUT", f"{location}{separator}digest={digest_of(config)}", config)
    media_type = "application/vnd.oci.image.manifest.v1+json"
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": media_type,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": digest_of(config),
                "size": len(config),
            },
            "layers": [],
        }
    ).encode()
    send("PUT", f"http://{host}/v2/{name}/manifests/{tag}", manifest, media_type)
    return f"{repository}@{digest_of(manifest)}"


def register(image):
    answer = ecs.register_task_definition(
        family="rooms",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn="arn:aws:iam::123456789012:role/longshore-local-execution",
        containerDefinitions=[
            {
                "name": "app",
                "image": image,
                "portMappings": [{"containerPort": 8000}],
                "environment": [{"name": "PORT", "value": "8000"}],
                "stopTimeout": 5,
            }
        ],
    )
    return answer["taskDefinition"]["taskDefinitionArn"]


def wait_until_stable():
    ecs.get_waiter("services_stable").wait(
        cluster="team", services=["rooms"], WaiterConfig={"Delay": 1, "MaxAttempts": 300}
    )


def served(load_balancer):
    return urllib.request.urlopen(load_balancer).read().decode()


network = {"awsvpcConfiguration": {"subnets": ["subnet-0000000000000000a"]}}
load_balancer = sys.argv[3]

ecr.create_repository(repositoryName="rooms")
one = register(push("one", program.replace("VERSION", "one")))
ecs.create_cluster(clusterName="team")
group = elb.create_target_group(
    Name="rooms",
    Protocol="HTTP",
    Port=80,
    VpcId="vpc-0000000000embedded",
    TargetType="ip",
    HealthCheckIntervalSeconds=5,
    HealthCheckTimeoutSeconds=2,
)["TargetGroups"][0]["TargetGroupArn"]
elb.modify_target_group_attributes(
    TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "1"}]
)
elb.create_rule(
    ListenerArn=ssm.get_parameter(Name="/longshore/local/listener-arn")["Parameter"]["Value"],
    Priority=1,
    Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
    Actions=[{"Type": "forward", "TargetGroupArn": group}],
)
ecs.create_service(
    cluster="team",
    serviceName="rooms",
    taskDefinition=one,
    desiredCount=2,
    launchType="FARGATE",
    healthCheckGracePeriodSeconds=30,
    loadBalancers=[{"targetGroupArn": group, "containerName": "app", "containerPort": 8000}],
    networkConfiguration=network,
)
wait_until_stable()
seen["afterCreate"] = served(load_balancer)

two = register(push("two", program.replace("VERSION", "two")))
ecs.update_service(cluster="team", service="rooms", taskDefinition=two)
wait_until_stable()
seen["afterUpdate"] = served(load_balancer)
service = ecs.describe_services(cluster="team", services=["rooms"])["services"][0]
seen["events"] = [event["message"] for event in service["events"]]
seen["targets"] = [
    target["TargetHealth"]["State"] for target in elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
]
pages = ecs.get_paginator("list_task_definitions").paginate(familyPrefix="rooms", PaginationConfig={"PageSize": 1})
seen["revisions"] = [arn.rsplit(":", 1)[1] for page in pages for arn in page["taskDefinitionArns"]]

task = ecs.run_task(cluster="team", taskDefinition=two, launchType="FARGATE", networkConfiguration=network)["tasks"][0]
ecs.get_waiter("tasks_running").wait(cluster="team", tasks=[task["taskArn"]], WaiterConfig={"Delay": 1, "MaxAttempts": 300})
ecs.stop_task(cluster="team", task=task["taskArn"], reason="seen enough")
ecs.get_waiter("tasks_stopped").wait(cluster="team", tasks=[task["taskArn"]], WaiterConfig={"Delay": 1, "MaxAttempts": 300})
stopped = ecs.describe_tasks(cluster="team", tasks=[task["taskArn"]])["tasks"][0]
seen["task"] = {key: stopped[key] for key in ("stopCode", "stoppedReason")}

try:
    ecs.delete_service(cluster="team", service="rooms")
except ecs.exceptions.InvalidParameterException as error:
    seen["refusal"] = error.response["Error"]["Message"]
ecs.delete_service(cluster="team", service="rooms", force=True)
ecs.get_waiter("services_inactive").wait(
    cluster="team", services=["rooms"], WaiterConfig={"Delay": 1, "MaxAttempts": 300}
)
ecs.delete_cluster(cluster="team")
try:
    ecs.list_services(cluster="team")
except ecs.exceptions.ClusterNotFoundException as error:
    seen["afterDelete"] = error.response["Error"]["Code"]

print(json.dumps(seen))
