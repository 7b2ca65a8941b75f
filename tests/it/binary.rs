//! The binary, run as a person runs it: arguments and standard input in, the status and all that
//! is printed out.

use std::ffi::OsStr;
use std::io::{Read, Write as _};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a command may take before it is ended and the test with it.
const PATIENCE: Duration = Duration::from_mins(2);

/// `handgrad` with arguments.
pub(crate) fn handgrad<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handgrad"));
    command.args(arguments);
    command
}

/// The status and what was printed, of a command that reads nothing.
pub(crate) fn output(command: &mut Command) -> Output {
    output_of(command, Vec::new())
}

/// The same for a command that reads from standard input.
pub(crate) fn output_of(command: &mut Command, input: Vec<u8>) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Whoever refuses the input closes the pipe: that is no failure of the test.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let (stdout, stderr) = (all(child.stdout.take().unwrap()), all(child.stderr.take().unwrap()));
    let status = status(&mut child).unwrap_or_else(|| panic!("{command:?} takes too long"));
    writer.join().unwrap();
    Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
}

/// All that comes out of a pipe, read beside the other one.
fn all(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// The status, if the command ends in time.
fn status(child: &mut Child) -> Option<std::process::ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            return None;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The status that a program ends with of itself, and what was printed as text.
pub(crate) fn outcome(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let status = output.status.code().expect("no signal ends it");
    (status, text(output.stdout), text(output.stderr))
}
