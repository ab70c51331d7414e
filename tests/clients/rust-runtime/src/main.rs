//! A function on AWS's own runtime client for Rust. It does what its event says, as those in the
//! other languages do.
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lambda_runtime::streaming::{Body, Response, channel};
use lambda_runtime::{Diagnostic, Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

static CALLS: AtomicU64 = AtomicU64::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let started = since_epoch().as_nanos().to_string();
    match std::env::var("_HANDLER").as_deref() {
        Ok("absent") => Err("there is no such handler".into()),
        Ok("stream") => run(service_fn(stream)).await,
        _ => run(service_fn(move |event| handle(event, started.clone()))).await,
    }
}

async fn handle(event: LambdaEvent<Value>, started: String) -> Result<Value, Diagnostic> {
    let calls = CALLS.fetch_add(1, Ordering::Relaxed) + 1;
    let LambdaEvent { payload, context } = event;
    println!("called by {}", context.request_id);
    match payload["do"].as_str() {
        Some("fail") => {
            return Err(Diagnostic {
                error_type: "refusal".into(),
                error_message: "on purpose".into(),
            });
        }
        Some("exit") => std::process::exit(3),
        Some("sleep") => tokio::time::sleep(Duration::from_secs(60)).await,
        _ => {}
    }
    let now = since_epoch().as_millis() as u64;
    let who = context
        .client_context
        .and_then(|client| client.custom.get("who").cloned());
    Ok(json!({
        "value": payload["value"],
        "requestId": context.request_id,
        "functionArn": context.invoked_function_arn,
        "remainingMs": context.deadline.saturating_sub(now),
        "memoryMiB": context.env_config.memory,
        "functionName": context.env_config.function_name,
        "version": context.env_config.version,
        "logGroup": context.env_config.log_group,
        "logStream": context.env_config.log_stream,
        "who": who.unwrap_or_default(),
        "calls": calls,
        "process": started,
    }))
}

/// Writes a part, waits until the gate is opened, and writes the rest.
async fn stream(event: LambdaEvent<Value>) -> Result<Response<Body>, Error> {
    let gate = event.payload["gate"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let (mut sender, body) = channel();
    tokio::spawn(async move {
        sender.send_data("first ".into()).await?;
        tokio::task::spawn_blocking(move || pass(&gate)).await?;
        sender.send_data("second".into()).await?;
        Ok::<_, Error>(())
    });
    Ok(Response::from(body))
}

fn pass(gate: &str) {
    if let Ok(mut connection) = TcpStream::connect(gate) {
        let _ = std::io::copy(&mut connection, &mut std::io::sink());
    }
}

fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
