// The steps of AWS's SDK for Go, version 2. Prints one JSON object for each: area, name, outcome,
// detail, seconds.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	codedeploytypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
)

type steps struct {
	ctx        context.Context
	iam        *iam.Client
	lambda     *lambda.Client
	codedeploy *codedeploy.Client
}

func main() {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	s := &steps{ctx, iam.NewFromConfig(settings), lambda.NewFromConfig(settings), codedeploy.NewFromConfig(settings)}
	step("identity", "CreateRole", s.identity)
	step("functions", "CreateFunction, PublishVersion, UpdateFunctionCode", s.functions)
	step("aliases", "CreateAlias at weight 0.5, Invoke 200 times", s.shares)
	step("aliases", "UpdateAlias to version 2 whole", s.promoted)
	step("streaming", "InvokeWithResponseStream", s.streamed)
	step("deployments", "CreateApplication, CreateDeploymentGroup", s.group)
	step("deployments", "CreateDeployment with a hook that reports from inside", s.deployment)
	step("deployments", "StopDeployment with a rollback", s.stopped)
	step("mistakes", "errors by their types", s.mistakes)
}

func step(area, name string, body func() error) {
	started := time.Now()
	outcome, detail := "ok", ""
	if err := body(); err != nil {
		outcome, detail = "FAILED", err.Error()
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"area": area, "name": name, "outcome": outcome, "detail": detail, "seconds": time.Since(started).Seconds(),
	})
}

const lambdaRole = "arn:aws:iam::000000000000:role/runner"

func trust(service string) *string {
	return aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service +
		`.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
}

func (s *steps) identity() error {
	made, err := s.iam.CreateRole(s.ctx, &iam.CreateRoleInput{
		RoleName: aws.String("runner"), AssumeRolePolicyDocument: trust("lambda"),
	})
	if err != nil {
		return err
	}
	return equal(*made.Role.Arn, lambdaRole)
}

func (s *steps) create(name, archive string) error {
	code, err := os.ReadFile(archive + ".zip")
	if err != nil {
		return err
	}
	_, err = s.lambda.CreateFunction(s.ctx, &lambda.CreateFunctionInput{
		FunctionName: &name, Runtime: lambdatypes.Runtime("nodejs24.x"), Handler: aws.String("index.handler"),
		Role: aws.String(lambdaRole), Timeout: aws.Int32(30), Code: &lambdatypes.FunctionCode{ZipFile: code},
	})
	if err != nil {
		return err
	}
	waiter := lambda.NewFunctionActiveV2Waiter(s.lambda, func(o *lambda.FunctionActiveV2WaiterOptions) { o.MinDelay = time.Second })
	return waiter.Wait(s.ctx, &lambda.GetFunctionInput{FunctionName: &name}, time.Minute)
}

// publishBoth publishes version 1, changes the code, and publishes version 2.
func (s *steps) publishBoth(name string) error {
	if _, err := s.lambda.PublishVersion(s.ctx, &lambda.PublishVersionInput{FunctionName: &name}); err != nil {
		return err
	}
	code, err := os.ReadFile("two.zip")
	if err != nil {
		return err
	}
	if _, err = s.lambda.UpdateFunctionCode(s.ctx, &lambda.UpdateFunctionCodeInput{FunctionName: &name, ZipFile: code}); err != nil {
		return err
	}
	waiter := lambda.NewFunctionUpdatedV2Waiter(s.lambda, func(o *lambda.FunctionUpdatedV2WaiterOptions) { o.MinDelay = time.Second })
	if err = waiter.Wait(s.ctx, &lambda.GetFunctionInput{FunctionName: &name}, time.Minute); err != nil {
		return err
	}
	published, err := s.lambda.PublishVersion(s.ctx, &lambda.PublishVersionInput{FunctionName: &name})
	if err != nil {
		return err
	}
	return equal(*published.Version, "2")
}

func (s *steps) functions() error {
	if err := s.create("fn", "one"); err != nil {
		return err
	}
	if err := s.publishBoth("fn"); err != nil {
		return err
	}
	found := []string{}
	pages := lambda.NewListVersionsByFunctionPaginator(s.lambda, &lambda.ListVersionsByFunctionInput{
		FunctionName: aws.String("fn"), MaxItems: aws.Int32(1),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(s.ctx)
		if err != nil {
			return err
		}
		for _, version := range page.Versions {
			found = append(found, *version.Version)
		}
	}
	return equal(strings.Join(found, " "), "$LATEST 1 2")
}

func (s *steps) invoke(qualifier string) (string, error) {
	answer, err := s.lambda.Invoke(s.ctx, &lambda.InvokeInput{
		FunctionName: aws.String("fn"), Qualifier: &qualifier, Payload: []byte(`{"n":1}`),
	})
	if err != nil {
		return "", err
	}
	said := struct{ Code, Version string }{}
	if err := json.Unmarshal(answer.Payload, &said); err != nil {
		return "", err
	}
	return *answer.ExecutedVersion, equal(said.Version+said.Code, *answer.ExecutedVersion+map[string]string{"1": "one", "2": "two"}[said.Version])
}

func (s *steps) shares() error {
	_, err := s.lambda.CreateAlias(s.ctx, &lambda.CreateAliasInput{
		FunctionName: aws.String("fn"), Name: aws.String("live"), FunctionVersion: aws.String("1"),
		RoutingConfig: &lambdatypes.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{"2": 0.5}},
	})
	if err != nil {
		return err
	}
	second := 0
	for range 200 {
		version, err := s.invoke("live")
		if err != nil {
			return err
		}
		if version == "2" {
			second++
		}
	}
	// Five standard deviations: a sound router is outside of this once in two million runs.
	if second < 65 || second > 135 {
		return fmt.Errorf("%d of 200 ran version 2", second)
	}
	return nil
}

func (s *steps) promoted() error {
	_, err := s.lambda.UpdateAlias(s.ctx, &lambda.UpdateAliasInput{
		FunctionName: aws.String("fn"), Name: aws.String("live"), FunctionVersion: aws.String("2"),
		RoutingConfig: &lambdatypes.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{}},
	})
	if err != nil {
		return err
	}
	for range 20 {
		version, err := s.invoke("live")
		if err != nil {
			return err
		}
		if err := equal(version, "2"); err != nil {
			return err
		}
	}
	return nil
}

func (s *steps) streamed() error {
	answer, err := s.lambda.InvokeWithResponseStream(s.ctx, &lambda.InvokeWithResponseStreamInput{
		FunctionName: aws.String("fn"), Qualifier: aws.String("live"), LogType: lambdatypes.LogTypeTail, Payload: []byte(`{}`),
	})
	if err != nil {
		return err
	}
	stream := answer.GetStream()
	defer stream.Close()
	said, log := "", ""
	for event := range stream.Events() {
		switch event := event.(type) {
		case *lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
			said += string(event.Value.Payload)
		case *lambdatypes.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
			if event.Value.ErrorCode != nil || log != "" {
				return fmt.Errorf("the stream ended with %v", event.Value)
			}
			log = *event.Value.LogResult
		}
	}
	if log == "" {
		return errors.New("the stream has no end")
	}
	return errors.Join(stream.Err(), equal(*answer.ExecutedVersion, "2"), equal(said, `{"code":"two","version":"2","event":{}}`))
}

var shop, checkout = aws.String("shop"), aws.String("checkout")

func (s *steps) group() error {
	if err := s.create("checkout", "one"); err != nil {
		return err
	}
	if err := s.create("CodeDeployHook_before", "hook"); err != nil {
		return err
	}
	if err := s.publishBoth("checkout"); err != nil {
		return err
	}
	_, err := s.lambda.CreateAlias(s.ctx, &lambda.CreateAliasInput{
		FunctionName: checkout, Name: aws.String("live"), FunctionVersion: aws.String("1"),
	})
	if err != nil {
		return err
	}
	role, err := s.iam.CreateRole(s.ctx, &iam.CreateRoleInput{
		RoleName: aws.String("deployer"), AssumeRolePolicyDocument: trust("codedeploy"),
	})
	if err != nil {
		return err
	}
	_, err = s.codedeploy.CreateApplication(s.ctx, &codedeploy.CreateApplicationInput{
		ApplicationName: shop, ComputePlatform: codedeploytypes.ComputePlatformLambda,
	})
	if err != nil {
		return err
	}
	_, err = s.codedeploy.CreateDeploymentGroup(s.ctx, &codedeploy.CreateDeploymentGroupInput{
		ApplicationName: shop, DeploymentGroupName: checkout, ServiceRoleArn: role.Role.Arn,
		DeploymentConfigName: aws.String("CodeDeployDefault.LambdaAllAtOnce"),
	})
	return err
}

func (s *steps) deploy(spec string, config *string) (string, error) {
	content, err := os.ReadFile(spec + ".json")
	if err != nil {
		return "", err
	}
	made, err := s.codedeploy.CreateDeployment(s.ctx, &codedeploy.CreateDeploymentInput{
		ApplicationName: shop, DeploymentGroupName: checkout, DeploymentConfigName: config,
		Revision: &codedeploytypes.RevisionLocation{
			RevisionType:   codedeploytypes.RevisionLocationTypeAppSpecContent,
			AppSpecContent: &codedeploytypes.AppSpecContent{Content: aws.String(string(content))},
		},
	})
	if err != nil {
		return "", err
	}
	return *made.DeploymentId, nil
}

func (s *steps) succeeds(id string) error {
	waiter := codedeploy.NewDeploymentSuccessfulWaiter(s.codedeploy, func(o *codedeploy.DeploymentSuccessfulWaiterOptions) {
		o.MinDelay = time.Second
	})
	return waiter.Wait(s.ctx, &codedeploy.GetDeploymentInput{DeploymentId: &id}, time.Minute)
}

// live tells the alias's version, and the weight of each other version.
func (s *steps) live() (string, error) {
	alias, err := s.lambda.GetAlias(s.ctx, &lambda.GetAliasInput{FunctionName: checkout, Name: aws.String("live")})
	if err != nil {
		return "", err
	}
	text := *alias.FunctionVersion
	if alias.RoutingConfig != nil {
		for version, weight := range alias.RoutingConfig.AdditionalVersionWeights {
			text += fmt.Sprintf(", %s: %g", version, weight)
		}
	}
	return text, nil
}

func (s *steps) deployment() error {
	id, err := s.deploy("forward", nil)
	if err != nil {
		return err
	}
	if err := s.succeeds(id); err != nil {
		return err
	}
	alias, err := s.live()
	if err != nil {
		return err
	}
	return equal(alias, "2")
}

func (s *steps) stopped() error {
	id, err := s.deploy("back", aws.String("CodeDeployDefault.LambdaCanary10Percent30Minutes"))
	if err != nil {
		return err
	}
	alias := ""
	for range 600 {
		if alias, err = s.live(); err != nil || alias == "2, 1: 0.1" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err = errors.Join(err, equal(alias, "2, 1: 0.1")); err != nil {
		return err
	}
	if _, err = s.codedeploy.StopDeployment(s.ctx, &codedeploy.StopDeploymentInput{
		DeploymentId: &id, AutoRollbackEnabled: aws.Bool(true),
	}); err != nil {
		return err
	}
	if err = s.succeeds(id); err == nil {
		return errors.New("the waiter was to fail")
	}
	stopped, err := s.codedeploy.GetDeployment(s.ctx, &codedeploy.GetDeploymentInput{DeploymentId: &id})
	if err != nil {
		return err
	}
	if err = equal(string(stopped.DeploymentInfo.Status), "Stopped"); err != nil {
		return err
	}
	if err = s.succeeds(*stopped.DeploymentInfo.RollbackInfo.RollbackDeploymentId); err != nil {
		return err
	}
	alias, err = s.live()
	return errors.Join(err, equal(alias, "2"))
}

func (s *steps) mistakes() error {
	_, err := s.lambda.GetFunction(s.ctx, &lambda.GetFunctionInput{FunctionName: aws.String("nobody")})
	var missing *lambdatypes.ResourceNotFoundException
	if !errors.As(err, &missing) {
		return fmt.Errorf("found %v, wanted a ResourceNotFoundException", err)
	}
	_, err = s.codedeploy.GetDeployment(s.ctx, &codedeploy.GetDeploymentInput{DeploymentId: aws.String("d-NOTHERE00")})
	var unknown *codedeploytypes.DeploymentDoesNotExistException
	if !errors.As(err, &unknown) {
		return fmt.Errorf("found %v, wanted a DeploymentDoesNotExistException", err)
	}
	_, err = s.codedeploy.ListGitHubAccountTokenNames(s.ctx, &codedeploy.ListGitHubAccountTokenNamesInput{})
	var refused smithy.APIError
	if !errors.As(err, &refused) {
		return fmt.Errorf("found %v, wanted an error of the API", err)
	}
	return equal(refused.ErrorCode(), "NotImplemented")
}

func equal(found, wanted string) error {
	if found == wanted {
		return nil
	}
	return fmt.Errorf("found %q, wanted %q", found, wanted)
}
