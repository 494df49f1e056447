"""What a script around boto3 does with the services beside ECS; prints what it saw as one JSON document."""
import json
import sys

import boto3

endpoint = sys.argv[1]


def client(name):
    return boto3.client(name, endpoint_url=endpoint)


seen = {}

secrets = client("secretsmanager")
secrets.create_secret(Name="boto/key", SecretBinary=b"\x00\xff")
secrets.put_secret_value(SecretId="boto/key", SecretString="two")
seen["secrets"] = [
    secrets.get_secret_value(SecretId="boto/key", VersionStage="AWSPREVIOUS")["SecretBinary"].hex(),
    secrets.get_secret_value(SecretId="boto/key")["SecretString"],
]
try:
    secrets.get_secret_value(SecretId="nope")
except secrets.exceptions.ResourceNotFoundException as error:
    seen["noSecret"] = error.response["Error"]["Message"]

sqs = client("sqs")
dead = sqs.create_queue(QueueName="boto-dead", tags={"team": "chat"})["QueueUrl"]
policy = {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:boto-dead", "maxReceiveCount": 1}
queue = sqs.create_queue(QueueName="boto", Attributes={"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "0"})[
    "QueueUrl"
]
sqs.send_message_batch(
    QueueUrl=queue,
    Entries=[
        {
            "Id": "a",
            "MessageBody": "<one> & two",
            "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "mail"}},
        }
    ],
)
message = sqs.receive_message(QueueUrl=queue, AttributeNames=["All"], MessageAttributeNames=["All"])["Messages"][0]
seen["message"] = [
    message["Body"],
    message["Attributes"]["ApproximateReceiveCount"],
    message["MessageAttributes"]["kind"]["StringValue"],
]
seen["again"] = sqs.receive_message(QueueUrl=queue).get("Messages", [])
late = sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=20)["Messages"][0]
sqs.delete_message(QueueUrl=dead, ReceiptHandle=late["ReceiptHandle"])
counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
seen["left"] = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=counts)["Attributes"]
seen["tags"] = sqs.list_queue_tags(QueueUrl=dead)["Tags"]
try:
    sqs.get_queue_url(QueueName="nope")
except sqs.exceptions.QueueDoesNotExist as error:
    seen["noQueue"] = error.response["Error"]["Code"]

fifo = sqs.create_queue(
    QueueName="boto.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"}
)["QueueUrl"]
for body in ("first", "second", "first"):
    sqs.send_message(QueueUrl=fifo, MessageBody=body, MessageGroupId="group")
ordered = sqs.receive_message(QueueUrl=fifo, MaxNumberOfMessages=10, AttributeNames=["All"])["Messages"]
seen["ordered"] = [[message["Body"], message["Attributes"]["MessageGroupId"]] for message in ordered]
try:
    sqs.send_message(QueueUrl=fifo, MessageBody="lost")
except sqs.exceptions.ClientError as error:
    seen["noGroup"] = error.response["Error"]["Message"]

role = client("iam").get_role(RoleName="longshore-local-execution")["Role"]
seen["role"] = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"]

scaling = client("application-autoscaling")
try:
    scaling.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/local/nope",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=2,
    )
except scaling.exceptions.ValidationException as error:
    seen["noService"] = error.response["Error"]["Message"]
seen["policies"] = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]

print(json.dumps(seen))
