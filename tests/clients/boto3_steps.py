"""The steps of boto3. Prints one JSON object for each: area, name, outcome, detail, seconds."""
import collections
import io
import json
import sys
import time
import traceback
import urllib.request

import boto3
from botocore.exceptions import ClientError, WaiterError

TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
})
ROLE = "arn:aws:iam::000000000000:role/runner"

GROUP = {"applicationName": "shop", "deploymentGroupName": "checkout"}

iam, sts, s3, lambda_, codedeploy = (boto3.client(name) for name in ("iam", "sts", "s3", "lambda", "codedeploy"))
steps = []


def step(area, name):
    def register(body):
        steps.append((area, name, body))
        return body
    return register


def run():
    for area, name, body in steps:
        started = time.monotonic()
        outcome, detail = "ok", ""
        try:
            body()
        except Exception:
            outcome, detail = "FAILED", traceback.format_exc()
        seconds = time.monotonic() - started
        report = {"area": area, "name": name, "outcome": outcome, "detail": detail, "seconds": seconds}
        print(json.dumps(report), flush=True)


def equal(actual, wanted):
    if actual != wanted:
        raise AssertionError(f"found {actual!r}, wanted {wanted!r}")


def package(name):
    with open(f"{name}.zip", "rb") as file:
        return file.read()


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        equal(error.response["Error"]["Code"], code)
        return error
    raise AssertionError(f"{code} was to be raised")


@step("identity", "create_role, list_roles, assume_role")
def identity():
    equal(sts.get_caller_identity()["Arn"], "arn:aws:iam::000000000000:root")
    equal(iam.create_role(RoleName="runner", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"], ROLE)
    pages = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1})
    equal([role["RoleName"] for page in pages for role in page["Roles"]], ["runner"])
    equal(iam.get_role(RoleName="runner")["Role"]["AssumeRolePolicyDocument"], json.loads(TRUST))
    trust = json.loads(TRUST.replace('{"Service": "lambda.amazonaws.com"}', '{"AWS": "000000000000"}'))
    iam.create_role(RoleName="operator", AssumeRolePolicyDocument=json.dumps(trust))
    credentials = sts.assume_role(RoleArn=ROLE.replace("runner", "operator"), RoleSessionName="me")["Credentials"]
    session = boto3.Session(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
    who = session.client("sts").get_caller_identity()["Arn"]
    equal(who, "arn:aws:sts::000000000000:assumed-role/operator/me")
    iam.delete_role(RoleName="operator")


@step("storage", "upload_fileobj in parts, download_fileobj")
def storage():
    s3.create_bucket(Bucket="shop")
    content = bytes(range(256)) * 40_000
    s3.upload_fileobj(io.BytesIO(content), "shop", "big")
    back = io.BytesIO()
    s3.download_fileobj("shop", "big", back)
    equal(back.getvalue() == content, True)
    equal([found["Key"] for found in s3.list_objects_v2(Bucket="shop")["Contents"]], ["big"])


@step("storage", "signed addresses, to read and to write, in both ways of signing")
def presigned():
    new = boto3.client("s3", config=boto3.session.Config(signature_version="s3v4"))
    for number, client in enumerate((s3, new)):
        where = {"Bucket": "shop", "Key": f"a b/{number}+.txt"}
        put = client.generate_presigned_url("put_object", Params={**where, "Metadata": {"who": "me"}})
        headers = {"x-amz-meta-who": "me"} if "X-Amz-SignedHeaders" in put else {}
        request = urllib.request.Request(put, data=b"signed", method="PUT", headers={**headers, "Content-Type": ""})
        urllib.request.urlopen(request).close()
        equal(s3.head_object(**where)["Metadata"], {"who": "me"})
        get = client.generate_presigned_url("get_object", Params={**where, "ResponseContentType": "text/x-own"})
        with urllib.request.urlopen(get) as answer:
            equal((answer.read(), answer.headers["Content-Type"]), (b"signed", "text/x-own"))


@step("storage", "delete_objects")
def batch_delete():
    s3.delete_objects(Bucket="shop", Delete={"Objects": [{"Key": "big"}, {"Key": "not there"}]})
    refused("NoSuchKey", s3.get_object, Bucket="shop", Key="big")
    refused("404", s3.head_object, Bucket="shop", Key="big")


@step("functions", "create_function, publish_version, update_function_code")
def functions():
    lambda_.create_function(
        FunctionName="fn", Runtime="nodejs22.x", Handler="index.handler", Role=ROLE, Code={"ZipFile": package("one")})
    lambda_.get_waiter("function_active_v2").wait(FunctionName="fn")
    equal(lambda_.publish_version(FunctionName="fn")["Version"], "1")
    lambda_.update_function_code(FunctionName="fn", ZipFile=package("two"))
    lambda_.get_waiter("function_updated_v2").wait(FunctionName="fn")
    equal(lambda_.publish_version(FunctionName="fn")["Version"], "2")
    pages = lambda_.get_paginator("list_versions_by_function").paginate(FunctionName="fn", PaginationConfig={"PageSize": 1})
    equal([version["Version"] for page in pages for version in page["Versions"]], ["$LATEST", "1", "2"])


@step("aliases", "create_alias at weight 0.5, invoke 200 times")
def shares():
    lambda_.create_alias(
        FunctionName="fn", Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
    seen = collections.Counter()
    for number in range(200):
        answer = lambda_.invoke(FunctionName="fn:live", Payload=json.dumps({"number": number}))
        said = json.load(answer["Payload"])
        code = {"1": "one", "2": "two"}[answer["ExecutedVersion"]]
        equal(said, {"code": code, "version": answer["ExecutedVersion"], "event": {"number": number}})
        seen[code] += 1
    # Five standard deviations: a sound router is outside of this once in two million runs.
    equal(65 <= seen["two"] <= 135, True)


@step("aliases", "update_alias to version 2 whole")
def promoted():
    lambda_.update_alias(
        FunctionName="fn", Name="live", FunctionVersion="2", RoutingConfig={"AdditionalVersionWeights": {}})
    versions = {lambda_.invoke(FunctionName="fn", Qualifier="live")["ExecutedVersion"] for _ in range(20)}
    equal(versions, {"2"})
    equal("RoutingConfig" in lambda_.get_alias(FunctionName="fn", Name="live"), False)


@step("running", "a Python function")
def python_function():
    import zipfile
    packed = io.BytesIO()
    source = "def handler(event, context):\n    import sys\n    return {'python': sys.version_info[0], **event}\n"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("app.py", source)
    lambda_.create_function(
        FunctionName="python", Runtime="python3.13", Handler="app.handler", Role=ROLE, Code={"ZipFile": packed.getvalue()})
    lambda_.get_waiter("function_active_v2").wait(FunctionName="python")
    answer = lambda_.invoke(FunctionName="python", Payload=b'{"n": 1}', LogType="Tail")
    equal((json.load(answer["Payload"]), "FunctionError" in answer), ({"python": 3, "n": 1}, False))


@step("running", "invoke_with_response_stream")
def streamed():
    import zipfile
    packed = io.BytesIO()
    source = """exports.handler = awslambda.streamifyResponse(async ({ n }, stream) => {
      for (let count = 0; count < n; count += 1) stream.write(`${count},`.repeat(20000));
      if (n === 3) stream.end(); else throw new Error('no more');
    });"""
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("index.js", source)
    lambda_.create_function(
        FunctionName="streams", Runtime="nodejs22.x", Handler="index.handler", Role=ROLE, Code={"ZipFile": packed.getvalue()})
    lambda_.get_waiter("function_active_v2").wait(FunctionName="streams")

    def events(n):
        answer = lambda_.invoke_with_response_stream(FunctionName="streams", Payload=json.dumps({"n": n}), LogType="Tail")
        equal((answer["ExecutedVersion"], answer["ResponseStreamContentType"]), ("$LATEST", "application/vnd.amazon.eventstream"))
        found = list(answer["EventStream"])
        return b"".join(event["PayloadChunk"]["Payload"] for event in found[:-1]), found[-1]["InvokeComplete"]

    body, end = events(3)
    equal((body, sorted(end)), (b"0," * 20000 + b"1," * 20000 + b"2," * 20000, ["LogResult"]))
    body, end = events(1)
    equal((body, end["ErrorCode"]), (b"0," * 20000, "Unhandled"))
    equal(json.loads(end["ErrorDetails"])["errorMessage"], "no more")


def create_node(name, archive):
    lambda_.create_function(
        FunctionName=name, Runtime="nodejs22.x", Handler="index.handler", Role=ROLE, Timeout=30,
        Code={"ZipFile": package(archive)})
    lambda_.get_waiter("function_active_v2").wait(FunctionName=name)


def deploy(spec, **options):
    with open(f"{spec}.json") as file:
        revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": file.read()}}
    return codedeploy.create_deployment(**GROUP, revision=revision, **options)["deploymentId"]


def succeeds(deployment):
    waiter = codedeploy.get_waiter("deployment_successful")
    waiter.wait(deploymentId=deployment, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def live():
    alias = lambda_.get_alias(FunctionName="checkout", Name="live")
    return alias["FunctionVersion"], alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


@step("deployments", "create_application, create_deployment_group")
def deployment_group():
    create_node("checkout", "one")
    create_node("CodeDeployHook_before", "hook")
    lambda_.publish_version(FunctionName="checkout")
    lambda_.update_function_code(FunctionName="checkout", ZipFile=package("two"))
    lambda_.get_waiter("function_updated_v2").wait(FunctionName="checkout")
    lambda_.publish_version(FunctionName="checkout")
    lambda_.create_alias(FunctionName="checkout", Name="live", FunctionVersion="1")
    trust = TRUST.replace("lambda.amazonaws.com", "codedeploy.amazonaws.com")
    role = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    codedeploy.create_application(applicationName="shop", computePlatform="Lambda")
    codedeploy.create_deployment_group(
        **GROUP, serviceRoleArn=role, deploymentConfigName="CodeDeployDefault.LambdaAllAtOnce")
    pages = codedeploy.get_paginator("list_deployment_configs").paginate()
    names = [name for page in pages for name in page["deploymentConfigsList"]]
    equal("CodeDeployDefault.LambdaCanary10Percent5Minutes" in names, True)


@step("deployments", "create_deployment with a hook that reports from inside, waiter deployment_successful")
def deployment():
    deployment = deploy("forward")
    succeeds(deployment)
    equal(live(), ("2", {}))
    target = codedeploy.get_deployment_target(deploymentId=deployment, targetId="checkout:live")
    events = target["deploymentTarget"]["lambdaTarget"]["lifecycleEvents"]
    equal([event["status"] for event in events], ["Succeeded"] * 3)


@step("deployments", "stop_deployment with a rollback, the waiter fails")
def stopped():
    deployment = deploy("back", deploymentConfigName="CodeDeployDefault.LambdaCanary10Percent30Minutes")
    for _ in range(600):
        if live() == ("2", {"1": 0.1}):
            break
        time.sleep(0.1)
    equal(live(), ("2", {"1": 0.1}))
    codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
    try:
        succeeds(deployment)
    except WaiterError as error:
        equal(error.last_response["deploymentInfo"]["status"], "Stopped")
    else:
        raise AssertionError("the waiter was to fail")
    rollback = codedeploy.get_deployment(deploymentId=deployment)["deploymentInfo"]["rollbackInfo"]
    succeeds(rollback["rollbackDeploymentId"])
    equal(live(), ("2", {}))
    listed = [id for page in codedeploy.get_paginator("list_deployments").paginate(**GROUP) for id in page["deployments"]]
    equal(listed[:2], [rollback["rollbackDeploymentId"], deployment])


@step("mistakes", "exceptions by their names")
def mistakes():
    try:
        lambda_.get_function(FunctionName="nobody")
    except lambda_.exceptions.ResourceNotFoundException as error:
        equal(error.response["Error"]["Message"], "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody")
    refused("ResourceConflictException", lambda_.create_alias, FunctionName="fn", Name="live", FunctionVersion="1")
    refused("EntityAlreadyExists", iam.create_role, RoleName="runner", AssumeRolePolicyDocument=TRUST)
    refused("NotImplemented", boto3.client("cloudformation").list_type_registrations)
    refused("NotImplemented", boto3.client("cloudwatch").list_metric_streams)
    refused("DeploymentDoesNotExistException", codedeploy.get_deployment, deploymentId="d-NOTHERE00")
    refused("NotImplemented", codedeploy.list_git_hub_account_token_names)


run()
sys.exit(0)
