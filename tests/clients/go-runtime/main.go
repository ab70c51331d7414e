// A function on AWS's own runtime client for Go. It does what its event says, as those in the other
// languages do.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Do    string          `json:"do"`
	Gate  string          `json:"gate"`
	Value json.RawMessage `json:"value"`
}

type answer struct {
	Value        json.RawMessage `json:"value"`
	RequestID    string          `json:"requestId"`
	FunctionArn  string          `json:"functionArn"`
	RemainingMs  int64           `json:"remainingMs"`
	MemoryMiB    int             `json:"memoryMiB"`
	FunctionName string          `json:"functionName"`
	Version      string          `json:"version"`
	LogGroup     string          `json:"logGroup"`
	LogStream    string          `json:"logStream"`
	Who          string          `json:"who"`
	Calls        int             `json:"calls"`
	Process      string          `json:"process"`
}

type refusal struct{ reason string }

func (r refusal) Error() string { return r.reason }

var (
	calls   int
	process = strconv.FormatInt(time.Now().UnixNano(), 36)
)

func handle(ctx context.Context, e event) (any, error) {
	calls++
	called, _ := lambdacontext.FromContext(ctx)
	fmt.Printf("called by %s\n", called.AwsRequestID)
	switch e.Do {
	case "fail":
		return nil, refusal{"on purpose"}
	case "exit":
		os.Exit(3)
	case "sleep":
		time.Sleep(time.Minute)
	case "stream":
		return stream(e.Gate, nil), nil
	case "break":
		return stream(e.Gate, errors.New("midway")), nil
	}
	deadline, _ := ctx.Deadline()
	return answer{
		Value:        e.Value,
		RequestID:    called.AwsRequestID,
		FunctionArn:  called.InvokedFunctionArn,
		RemainingMs:  time.Until(deadline).Milliseconds(),
		MemoryMiB:    lambdacontext.MemoryLimitInMB,
		FunctionName: lambdacontext.FunctionName,
		Version:      lambdacontext.FunctionVersion,
		LogGroup:     lambdacontext.LogGroupName,
		LogStream:    lambdacontext.LogStreamName,
		Who:          called.ClientContext.Custom["who"],
		Calls:        calls,
		Process:      process,
	}, nil
}

// Writes a part, waits until the gate is opened, writes the rest, and ends with the error, if there is one.
func stream(gate string, end error) io.Reader {
	reader, writer := io.Pipe()
	go func() {
		fmt.Fprint(writer, "first ")
		if connection, err := net.Dial("tcp", gate); err == nil {
			io.Copy(io.Discard, connection)
		}
		fmt.Fprint(writer, "second")
		writer.CloseWithError(end)
	}()
	return reader
}

func main() {
	if os.Getenv("_HANDLER") == "absent" {
		fmt.Fprintln(os.Stderr, "there is no such handler")
		os.Exit(2)
	}
	lambda.Start(handle)
}
