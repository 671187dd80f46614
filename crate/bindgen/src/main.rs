//! `tallylight-bindgen IN.wasm OUT_DIR NAME`: makes the JavaScript side of a wasm module, for the web, without type declarations.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, out, name] = args.as_slice() else {
        eprintln!("usage: tallylight-bindgen IN.wasm OUT_DIR NAME");
        return ExitCode::from(2);
    };
    let made = Bindgen::new()
        .input_path(input)
        .web(true)
        .and_then(|b| b.typescript(true).omit_default_module_path(true).out_name(name).generate(out));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("bindings for {input}: {e:#}");
            ExitCode::FAILURE
        }
    }
}
