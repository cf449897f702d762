//! Digests, signatures and random bytes, all by the platform's `crypto`.

use crate::protocol::token;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Crypto;
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    static CRYPTO: Crypto;
    #[wasm_bindgen(method, catch, js_name = getRandomValues)]
    fn random(this: &Crypto, into: &Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn subtle(this: &Crypto) -> Subtle;

    type Subtle;
    #[wasm_bindgen(method, catch)]
    fn digest(
        this: &Subtle,
        algorithm: &str,
        data: &Uint8Array,
    ) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = importKey)]
    fn import_key(
        this: &Subtle,
        format: &str,
        key: &JsValue,
        algorithm: &Object,
        extractable: bool,
        uses: &Array,
    ) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn sign(
        this: &Subtle,
        algorithm: &str,
        key: &JsValue,
        data: &Uint8Array,
    ) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn verify(
        this: &Subtle,
        algorithm: &str,
        key: &JsValue,
        signature: &Uint8Array,
        data: &Uint8Array,
    ) -> Result<js_sys::Promise, JsValue>;
}

async fn bytes(promise: js_sys::Promise) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = JsFuture::from(promise).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// SHA-256.
pub(crate) async fn sha256(data: &[u8]) -> Result<Vec<u8>, JsValue> {
    sha256_of(&Uint8Array::from(data)).await
}

/// SHA-256 of bytes in the platform's memory.
pub(crate) async fn sha256_of(data: &Uint8Array) -> Result<Vec<u8>, JsValue> {
    let subtle = CRYPTO.with(Crypto::subtle);
    bytes(subtle.digest("SHA-256", data)?).await
}

/// SHA-256 in lowercase hex.
pub(crate) async fn sha256_hex(data: &[u8]) -> Result<String, JsValue> {
    Ok(hex(&sha256(data).await?))
}

/// HMAC with SHA-256.
pub(crate) async fn hmac(key: &[u8], data: &[u8]) -> Result<Vec<u8>, JsValue> {
    let subtle = CRYPTO.with(Crypto::subtle);
    let key = import("raw", &Uint8Array::from(key), "HMAC", "sign").await?;
    bytes(subtle.sign("HMAC", &key, &Uint8Array::from(data))?).await
}

/// A key for an algorithm with SHA-256.
async fn import(
    format: &str,
    key: &JsValue,
    algorithm: &str,
    r#use: &str,
) -> Result<JsValue, JsValue> {
    let parameters = Object::new();
    Reflect::set(&parameters, &"name".into(), &algorithm.into())?;
    Reflect::set(&parameters, &"hash".into(), &"SHA-256".into())?;
    let uses = Array::of1(&r#use.into());
    let subtle = CRYPTO.with(Crypto::subtle);
    JsFuture::from(subtle.import_key(format, key, &parameters, false, &uses)?).await
}

/// Verifies a signature with a JWK's public key: RSASSA-PKCS1-v1_5 with SHA-256.
pub(crate) async fn signed_rs256(
    jwk: &serde_json::Value,
    data: &[u8],
    signature: &[u8],
) -> Result<bool, JsValue> {
    const RS256: &str = "RSASSA-PKCS1-v1_5";
    let jwk = js_sys::JSON::parse(&jwk.to_string())?;
    let key = import("jwk", &jwk, RS256, "verify").await?;
    let subtle = CRYPTO.with(Crypto::subtle);
    let signature = Uint8Array::from(signature);
    let says = subtle.verify(RS256, &key, &signature, &Uint8Array::from(data))?;
    Ok(JsFuture::from(says).await? == JsValue::TRUE)
}

/// Compares two secrets in constant time: their digests are compared, which an attacker cannot choose.
pub(crate) async fn constant_time_eq(a: &str, b: &str) -> Result<bool, JsValue> {
    Ok(sha256(a.as_bytes()).await? == sha256(b.as_bytes()).await?)
}

/// 16 random bytes.
pub(crate) fn random16() -> [u8; 16] {
    let into = Uint8Array::new_with_length(16);
    // Fails only above 65,536 bytes.
    let _ = CRYPTO.with(|c| c.random(&into));
    let mut out = [0; 16];
    into.copy_to(&mut out);
    out
}

/// A new random token of 128 bits.
pub(crate) fn random_token() -> String {
    token(u128::from_be_bytes(random16()))
}

/// A token made of a digest's first 128 bits.
pub(crate) fn token_of(digest: &[u8]) -> String {
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(digest) {
        *to = *from;
    }
    token(u128::from_be_bytes(first))
}

/// Lowercase hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
