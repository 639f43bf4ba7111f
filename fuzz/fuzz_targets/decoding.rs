#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    join_fuzz::run("decoding", input);
});
