"""Headings under which exports and customer files keep addresses, in the languages that they come in."""

from __future__ import annotations


def listed(words: str) -> tuple[str, ...]:
    """Headings, written one after the other, with ``_`` for a blank."""
    return tuple(words.split())


ADDRESS_HEADINGS: dict[str, tuple[str, ...]] = {
    "postcode": listed(
        "postcode post_code postal_code postalcode zip zip_code zipcode zip/postal_code plz postleitzahl code_postal "
        "codigo_postal código_postal cp cep cap pincode pin_code eircode billing_code billing_postal_code "
        "billing_postcode billing_zip billing_zip_code shipping_postal_code shipping_postcode shipping_zip "
        "billingpostalcode shippingpostalcode 邮编 邮政编码 邮递区号 郵便番号 우편번호 индекс"
    ),
    "city": listed(
        "city town prefecture city/town municipality locality ort stadt wohnort ville commune ciudad población "
        "poblacion municipio cidade município città comune plaats miejscowość billing_city shipping_city billingcity "
        "shippingcity 城市 地市 市 所在城市 所在地 市区町村 市町村 시군구 город"
    ),
    "state": listed(
        "state province state/province state/region county unit bundesland kanton canton département departement "
        "région provincia estado uf voivodeship billing_state shipping_state billing_state/province "
        "shipping_state/province billingstate shippingstate 省 省份 州 都道府県 시도 область"
    ),
    "country": listed(
        "country country/region country_code nation land staat pays país pais paese billing_country shipping_country "
        "billingcountry shippingcountry 国家 国 国名 국가 страна"
    ),
    "address": listed(
        "address full_address street_address adresse dirección direccion endereço indirizzo billing_address "
        "shipping_address location 地址 详细地址 客户地址 联系地址 收货地址 住所 주소 адрес"
    ),
}
