"""Exports in the shapes of further systems, with rows of our own: what was sold, to how many, and visits made.

Each guards a kind of shape: statuses in parts, letters that stand for statuses, returns in files of their own, discounts
as money, totals of a list, targets by month, labels in other languages.
"""
# ruff: noqa: E501

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from salesim.errors import InputError
from salesim.export.import_log import ImportLog
from salesim.export.plan import propose
from salesim.export.read import Export, read_export
from salesim.export.source import find_sources

# name: (files, what was sold, customers who bought, visits)
EXPORTS: dict[str, tuple[dict[str, str], float, int, int]] = {
    "netsuite_search": (
        {
            "TransactionSearchResults.csv": """
                Internal ID,Date,Type,Document Number,Name,Sales Rep,Status,Amount (Net),Amount (Gross),Currency
                101,1/15/2024,Sales Order,SO1,C100 Acme Ltd,Ada Low,Billed,100.00,120.00,USD
                102,1/25/2024,Sales Order,SO2,C101 Zed Inc,Bo Hay,Pending Fulfillment,200.00,240.00,USD
                103,2/15/2024,Sales Order,SO3,C101 Zed Inc,Bo Hay,Cancelled,70.00,84.00,USD
                104,2/17/2024,Sales Order,SO4,C101 Zed Inc,Bo Hay,Pending Approval,70.00,84.00,USD
                105,2/20/2024,Return Authorization,RMA5,C101 Zed Inc,Bo Hay,Refunded,-50.00,-60.00,USD
            """,
        },
        250.0,
        2,
        0,
    ),
    "xero": (
        {
            "SalesInvoices.csv": """
                ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,SAAddressLine1,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,Currency,Type,Sent,Status
                Acme,a@x.com,1 St,Leeds,,LS1 1AA,UK,,INV-1,,15/01/2024,14/02/2024,,180.00,30.00,180.00,0.00,S1,Soap,2,50.00,,100.00,200,20%,20.00,,,GBP,Sales invoice,Sent,Paid
                Acme,a@x.com,1 St,Leeds,,LS1 1AA,UK,,INV-1,,15/01/2024,14/02/2024,,180.00,30.00,180.00,0.00,S2,Oil,1,50.00,,50.00,200,20%,10.00,,,GBP,Sales invoice,Sent,Paid
                Zed,z@x.com,1 St,Leeds,,LS1 1AA,UK,,INV-2,,25/01/2024,14/02/2024,,30.00,5.00,0.00,30.00,S1,Soap,1,25.00,,25.00,200,20%,5.00,,,GBP,Sales invoice,Sent,Awaiting Payment
                Zed,z@x.com,1 St,Leeds,,LS1 1AA,UK,,INV-3,,26/01/2024,14/02/2024,,30.00,5.00,0.00,30.00,S1,Soap,1,25.00,,25.00,200,20%,5.00,,,GBP,Sales invoice,,Draft
                Zed,z@x.com,1 St,Leeds,,LS1 1AA,UK,,INV-4,,26/01/2024,14/02/2024,,30.00,5.00,0.00,30.00,S1,Soap,1,25.00,,25.00,200,20%,5.00,,,GBP,Sales invoice,,Voided
                Zed,z@x.com,1 St,Leeds,,LS1 1AA,UK,,CN-1,,28/01/2024,14/02/2024,,12.00,2.00,0.00,30.00,S1,Soap,1,10.00,,10.00,200,20%,2.00,,,GBP,Sales credit note,,Paid
            """,
        },
        165,
        2,
        0,
    ),
    "business_central": (
        {
            "Posted Sales Invoices.csv": """
                No.,Sell-to Customer No.,Sell-to Customer Name,Posting Date,Currency Code,Amount,Amount Including VAT,Salesperson Code,Location Code,Closed,Cancelled
                PSI-1,C1,Acme,15.01.2024,,"1.234,50","1.469,06",AL,MAIN,Yes,No
                PSI-2,C2,Zed,16.01.2024,,"50,00","59,50",BH,MAIN,No,No
                PSI-3,C2,Zed,17.01.2024,,"70,00","83,30",BH,MAIN,No,Yes
            """,
            "Posted Sales Credit Memos.csv": """
                No.,Sell-to Customer No.,Sell-to Customer Name,Posting Date,Currency Code,Amount,Amount Including VAT,Salesperson Code,Location Code,Paid,Cancelled
                PSC-1,C1,Acme,20.01.2024,,"34,50","41,06",AL,MAIN,Yes,No
            """,
        },
        1250.0,
        2,
        0,
    ),
    "navision_lines": (
        {
            "Sales_Invoice_Line.csv": """
                Document No.;Line No.;Sell-to Customer No.;Posting Date;Type;No.;Description;Quantity;Unit Price;Line Discount %;Amount;Amount Including VAT
                I1;10000;C1;15.01.2024;Artikel;1000;Seife;2;50,00;10;90,00;107,10
                I1;20000;C1;15.01.2024;Artikel;1001;Öl;1;10,00;0;10,00;11,90
                I2;10000;C2;16.01.2024;Artikel;1000;Seife;1;50,00;0;50,00;59,50
            """,
        },
        150,
        2,
        0,
    ),
    "dynamics_api": (
        {
            "opportunities.csv": """
                opportunityid,name,_parentaccountid_value,_ownerid_value,actualvalue,estimatedvalue,actualclosedate,createdon,statecode,statuscode
                o1,Deal 1,A1,u1,100.00,120.00,2024-01-15,2023-11-01T10:00:00Z,1,3
                o2,Deal 2,A2,u2,200.00,120.00,2024-01-16,2023-11-01T10:00:00Z,1,3
                o3,Deal 3,A2,u2,,120.00,2024-01-17,2023-11-01T10:00:00Z,2,4
                o4,Deal 4,A2,u2,,120.00,,2023-11-01T10:00:00Z,0,1
            """,
            "accounts.csv": """
                accountid,name,accountnumber,address1_city,address1_postalcode,_ownerid_value
                A1,Acme,AC1,Leeds,LS1 1AA,u1
                A2,Zed,AC2,York,YO1 1AA,u2
            """,
            "systemusers.csv": """
                systemuserid,fullname,internalemailaddress
                u1,Ada Low,a@x.com
                u2,Bo Hay,b@x.com
            """,
        },
        300,
        2,
        0,
    ),
    "sap_tables": (
        {
            "VBAK.csv": """
                MANDT,VBELN,ERDAT,AUDAT,VBTYP,AUART,NETWR,WAERK,VKORG,KUNNR
                100,0000000001,20240115,20240115,C,TA,150.00,EUR,1000,0000001001
                100,0000000002,20240116,20240116,C,TA,60.00,EUR,1000,0000001002
            """,
            "VBAP.csv": """
                MANDT,VBELN,POSNR,MATNR,ARKTX,KWMENG,NETPR,NETWR,WAERK,ABGRU
                100,0000000001,000010,M1,Seife,2,50.00,100.00,EUR,
                100,0000000001,000020,M2,Öl,1,50.00,50.00,EUR,Z1
                100,0000000002,000010,M1,Seife,1,60.00,60.00,EUR,
            """,
            "KNA1.csv": """
                MANDT,KUNNR,NAME1,ORT01,PSTLZ,LAND1
                100,0000001001,Acme GmbH,Köln,50667,DE
                100,0000001002,Zed GmbH,Bonn,53111,DE
            """,
        },
        160,
        2,
        0,
    ),
    "sugarcrm": (
        {
            "Opportunities.csv": """
                "Name","ID","Account Name","Account ID","Opportunity Amount","Expected Close Date","Sales Stage","Probability (%)","Assigned to","Date Created","Deleted"
                "D1","o1","Acme","a1","100.00","01/15/2024","Closed Won","100","ada","12/01/2023 10:00am","0"
                "D2","o2","Zed","a2","50.00","01/16/2024","Closed Won","100","bo","12/01/2023 10:00am","0"
                "D3","o3","Zed","a2","70.00","01/17/2024","Closed Lost","0","bo","12/01/2023 10:00am","0"
                "D4","o4","Zed","a2","70.00","01/17/2024","Id. Decision Makers","0","bo","12/01/2023 10:00am","0"
            """,
        },
        150,
        2,
        0,
    ),
    "insightly": (
        {
            "opportunities.csv": """
                RecordId,OpportunityName,OrganizationName,OpportunityValue,OpportunityState,ActualCloseDate,ForecastCloseDate,UserResponsible,DateCreated,BidCurrency
                1,D1,Acme,100,WON,2024-01-15,2024-01-20,Ada,2023-12-01,USD
                2,D2,Zed,50,WON,2024-01-16,2024-01-20,Bo,2023-12-01,USD
                3,D3,Zed,70,LOST,2024-01-16,2024-01-20,Bo,2023-12-01,USD
                4,D4,Zed,70,OPEN,,2024-01-20,Bo,2023-12-01,USD
            """,
        },
        150,
        2,
        0,
    ),
    "square": (
        {
            "transactions.csv": """
                Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,Total Collected,Source,Card,Transaction ID,Payment ID,Event Type,Location,Customer ID,Customer Name
                01/15/24,10:00:00,Eastern,$110.00,-$10.00,$0.00,$100.00,$0.00,$8.00,$0.00,$0.00,$108.00,POS,$108.00,t1,p1,Payment,Main,c1,Ann
                01/16/24,10:00:00,Eastern,$50.00,$0.00,$0.00,$50.00,$0.00,$4.00,$0.00,$0.00,$54.00,POS,$54.00,t2,p2,Payment,Main,c2,Bob
                01/18/24,10:00:00,Eastern,-$20.00,$0.00,$0.00,-$20.00,$0.00,-$1.60,$0.00,$0.00,-$21.60,POS,-$21.60,t3,p3,Refund,Main,c2,Bob
            """,
        },
        130.0,
        2,
        0,
    ),
    "paypal": (
        {
            "Download.csv": """
                "Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Balance"
                "15/01/2024","10:00:00","GMT","Ann","Website Payment","Completed","GBP","100.00","-3.00","97.00","a@x.com","me@x.com","T1","97.00"
                "16/01/2024","10:00:00","GMT","Bob","Express Checkout Payment","Completed","GBP","50.00","-2.00","48.00","b@x.com","me@x.com","T2","145.00"
                "17/01/2024","10:00:00","GMT","Bob","Payment Refund","Completed","GBP","-20.00","1.00","-19.00","me@x.com","b@x.com","T3","126.00"
                "18/01/2024","10:00:00","GMT","","General Withdrawal","Completed","GBP","-100.00","0.00","-100.00","me@x.com","","T4","26.00"
                "19/01/2024","10:00:00","GMT","Cy","Express Checkout Payment","Pending","GBP","50.00","-2.00","48.00","c@x.com","me@x.com","T5","26.00"
            """,
        },
        130,
        2,
        0,
    ),
    "shopee": (
        {
            "Order_all.csv": """
                Order ID,Order Status,Cancel reason,Return / Refund Status,Tracking Number*,Order Creation Date,Order Paid Time,Product Name,SKU Reference No.,Original Price,Deal Price,Quantity,Returned quantity,Product Subtotal,Grand Total,Username (Buyer),Receiver Name,Phone Number,City,Province
                1,Completed,,,T1,2024-01-15 10:00,2024-01-15 10:01,Soap,S1,60.00,50.00,2,0,100.00,105.00,ann1,A****n,***,Taguig,Metro Manila
                2,Completed,,,T2,2024-01-16 10:00,2024-01-16 10:01,Soap,S1,60.00,50.00,1,0,50.00,55.00,bob1,B****b,***,Taguig,Metro Manila
                3,Cancelled,Out of stock,,T3,2024-01-17 10:00,,Soap,S1,60.00,50.00,1,0,50.00,55.00,bob1,B****b,***,Taguig,Metro Manila
                4,Unpaid,,,,2024-01-18 10:00,,Soap,S1,60.00,50.00,1,0,50.00,55.00,cy1,C****y,***,Taguig,Metro Manila
                5,To ship,,,,2024-01-18 10:00,2024-01-18 10:00,Soap,S1,60.00,50.00,1,0,50.00,55.00,bob1,C****y,***,Taguig,Metro Manila
            """,
        },
        200.0,
        2,
        0,
    ),
    "lazada": (
        {
            "lazada.csv": """
                orderItemId;orderType;lazadaId;sellerSku;createTime;updateTime;orderNumber;customerName;customerEmail;shippingCity;paidPrice;unitPrice;status;itemName
                1;Normal;1;S1;15 Jan 2024 10:00;16 Jan 2024 10:00;11;Ann;a@x.com;Taguig;100.00;110.00;delivered;Soap
                2;Normal;1;S1;16 Jan 2024 10:00;17 Jan 2024 10:00;12;Bob;b@x.com;Taguig;50.00;60.00;delivered;Soap
                3;Normal;1;S1;16 Jan 2024 10:00;17 Jan 2024 10:00;13;Bob;b@x.com;Taguig;50.00;60.00;canceled;Soap
                4;Normal;1;S1;16 Jan 2024 10:00;17 Jan 2024 10:00;14;Bob;b@x.com;Taguig;50.00;60.00;returned;Soap
            """,
        },
        150,
        2,
        0,
    ),
    "lexoffice": (
        {
            "Belege.csv": """
                Belegnummer;Belegdatum;Belegtyp;Kontakt;Kundennummer;Status;Betrag netto;Betrag brutto;Fälligkeit
                RE1;15.01.2024;Rechnung;Müller GmbH;10001;bezahlt;100,00;119,00;29.01.2024
                RE2;16.01.2024;Rechnung;Krüger KG;10002;offen;50,00;59,50;30.01.2024
                RE3;17.01.2024;Rechnung;Krüger KG;10002;storniert;70,00;83,30;30.01.2024
                RK1;20.01.2024;Rechnungskorrektur;Krüger KG;10002;offen;10,00;11,90;30.01.2024
            """,
        },
        140,
        2,
        0,
    ),
    "all_documents_list": (
        {
            "Belegliste.csv": """
                Belegart;Belegnummer;Datum;Kunde;Netto
                Angebot;AN1;10.01.2024;Müller;100,00
                Auftragsbestätigung;AB1;12.01.2024;Müller;100,00
                Lieferschein;LS1;14.01.2024;Müller;100,00
                Rechnung;RE1;15.01.2024;Müller;100,00
                Rechnung;RE2;16.01.2024;Krüger;50,00
                Gutschrift;GS1;17.01.2024;Krüger;10,00
            """,
        },
        140,
        2,
        0,
    ),
    "jtl": (
        {
            "auftraege.csv": """
                Auftragsnummer;Auftragsdatum;Kundennummer;Firma;Vorname;Nachname;PLZ;Ort;Land;Artikelnummer;Artikelname;Anzahl;VK netto;VK brutto;Rabatt;Auftragsstatus;Storniert
                A1;15.01.2024;K1;Müller;Ann;Lee;50667;Köln;DE;S1;Seife;2;50,00;59,50;0;Versendet;N
                A2;16.01.2024;K2;Zed;Bob;Hay;53111;Bonn;DE;S1;Seife;2;50,00;59,50;20;Bezahlt;N
                A3;17.01.2024;K2;Zed;Bob;Hay;53111;Bonn;DE;S1;Seife;2;50,00;59,50;0;Bezahlt;J
            """,
        },
        180,
        2,
        0,
    ),
    "bling": (
        {
            "pedidos_venda.csv": """
                ID;Número do pedido;Data;Nome do contato;CPF/CNPJ;Município;UF;CEP;Situação;Vendedor;Total produtos;Frete;Desconto;Total da venda
                1;101;15/01/2024;Loja Um;11.111.111/0001-11;São Paulo;SP;01001-000;Atendido;Ana;100,00;10,00;0,00;110,00
                2;102;16/01/2024;Loja Dois;22.222.222/0001-22;Recife;PE;50010-000;Atendido;Bia;50,00;10,00;0,00;60,00
                3;103;17/01/2024;Loja Dois;22.222.222/0001-22;Recife;PE;50010-000;Cancelado;Bia;50,00;10,00;0,00;60,00
                4;104;17/01/2024;Loja Dois;22.222.222/0001-22;Recife;PE;50010-000;Em aberto;Bia;50,00;10,00;0,00;60,00
            """,
        },
        150,
        2,
        0,
    ),
    "omie": (
        {
            "Faturamento.csv": """
                Número da NF;Data de Emissão;Cliente (Nome Fantasia);CNPJ/CPF;Cidade;Estado;Vendedor;Situação;Valor Total da NF
                1;15/01/2024;Loja Um;11.111.111/0001-11;São Paulo;SP;Ana;Autorizada;1.100,00
                2;16/01/2024;Loja Dois;22.222.222/0001-22;Recife;PE;Bia;Autorizada;50,00
                3;17/01/2024;Loja Dois;22.222.222/0001-22;Recife;PE;Bia;Cancelada;50,00
            """,
        },
        1150.0,
        2,
        0,
    ),
    "sae": (
        {
            "Facturas.csv": """
                Clave,Documento,Cliente,Nombre,Estatus,Fecha de elaboración,Vendedor,Importe total,Subtotal
                1,F1,C001,Uno SA de CV,Emitida,15/01/2024,Ana,116.00,100.00
                2,F2,C002,Dos SA de CV,Emitida,16/01/2024,Beto,58.00,50.00
                3,F3,C002,Dos SA de CV,Cancelada,17/01/2024,Beto,58.00,50.00
            """,
        },
        150,
        2,
        0,
    ),
    "tally": (
        {
            "Sales_Register.csv": """
                Ridge Traders
                Sales Register
                1-Apr-24 to 31-Mar-25

                Date,Particulars,Buyer,Voucher Type,Voucher No.,Order No. & Date,Quantity,Rate,Value,Gross Total
                1-Apr-24,Acme Stores,Acme Stores,Sales,1,,2,50000.00,"1,00,000.00","1,18,000.00"
                5-Apr-24,Zed Mart,Zed Mart,Sales,2,,1,54000.00,"54,000.00","63,720.00"
                9-Apr-24,Zed Mart,Zed Mart,Credit Note,3,,1,1000.00,"1,000.00","1,180.00"
                ,Grand Total,,,,,4,,"1,55,000.00","1,82,900.00"
            """,
        },
        153000,
        2,
        0,
    ),
    "erpnext": (
        {
            "Sales_Invoice.csv": """
                ID,Customer,Customer Name,Posting Date,Status,Grand Total,Net Total,Outstanding Amount,Currency,Is Return,Sales Person,Territory
                SINV-1,CUST-1,Acme,2024-01-15,Paid,118.00,100.00,0.00,INR,0,Ada,North
                SINV-2,CUST-2,Zed,2024-01-16,Unpaid,70.80,60.00,70.80,INR,0,Bo,South
                SINV-3,CUST-2,Zed,2024-01-17,Return,-11.80,-10.00,0.00,INR,1,Bo,South
                SINV-4,CUST-2,Zed,2024-01-18,Draft,118.00,100.00,0.00,INR,0,Bo,South
                SINV-5,CUST-2,Zed,2024-01-19,Cancelled,118.00,100.00,0.00,INR,0,Bo,South
            """,
        },
        150,
        2,
        0,
    ),
    "guanjiapo": (
        {
            "销售单.csv": """
                公司名称：某某贸易
                单据日期,单据编号,单据类型,往来单位名称,经手人,数量,金额,摘要,状态
                2024-01-15,XS-1,销售单,青禾五金,陈一帆,10,1000.00,,已过账
                2024-01-16,XS-2,销售单,云栖器械,王小二,5,500.00,,已过账
                2024-01-17,XT-1,销售退货单,云栖器械,王小二,1,100.00,,已过账
                2024-01-18,XS-3,销售单,云栖器械,王小二,5,500.00,,草稿
                合计,,,,,21,2100.00,,
            """,
        },
        1400,
        2,
        0,
    ),
    "youzan": (
        {
            "订单报表.csv": """
                订单号,订单类型,订单状态,买家昵称,收货人/提货人,收货人手机号,订单实付金额,商品金额合计,运费,订单创建时间,买家付款时间,订单退款金额
                E1,普通订单,交易完成,小安,安某,138,100.00,100.00,0,2024-01-15 10:00:00,2024-01-15 10:01:00,0.00
                E2,普通订单,已发货,小白,白某,138,70.00,70.00,0,2024-01-16 10:00:00,2024-01-16 10:01:00,20.00
                E3,普通订单,交易关闭,小白,白某,138,70.00,70.00,0,2024-01-17 10:00:00,,0.00
                E4,普通订单,待付款,小白,白某,138,70.00,70.00,0,2024-01-17 10:00:00,,0.00
            """,
        },
        150,
        2,
        0,
    ),
    "pdd": (
        {
            "拼多多.csv": """
                商品,订单号,订单状态,商品总价(元),店铺优惠折扣(元),用户实付金额(元),商家实收金额(元),商品数量(件),收货人,支付时间,售后状态
                皂,1,已签收,110,10,100,100,1,安某,2024-01-15 10:00:00,无售后或售后取消
                皂,2,已发货，待签收,50,0,50,50,1,白某,2024-01-16 10:00:00,无售后或售后取消
                皂,3,已发货，退款成功,50,0,50,50,1,白某,2024-01-16 10:00:00,退款成功
                皂,4,未发货，退款成功,50,0,50,50,1,白某,2024-01-16 10:00:00,退款成功
            """,
        },
        150,
        2,
        0,
    ),
    "weimob": (
        {
            "微盟订单.csv": """
                订单编号,下单时间,支付时间,买家姓名,会员ID,商品名称,商品编码,购买数量,商品单价,商品实付金额,订单实付金额,订单状态,售后状态
                W1,2024-01-15 10:00:00,2024-01-15 10:01:00,安某,1,肥皂,S1,2,40.00,80.00,100.00,已完成,
                W1,2024-01-15 10:00:00,2024-01-15 10:01:00,安某,1,刷子,S2,1,20.00,20.00,100.00,已完成,
                W2,2024-01-16 10:00:00,2024-01-16 10:01:00,白某,2,肥皂,S1,1,50.00,50.00,50.00,待收货,
                W3,2024-01-16 10:00:00,,白某,2,肥皂,S1,1,50.00,50.00,50.00,已取消,
            """,
        },
        150,
        2,
        0,
    ),
    "redcircle_visits": (
        {
            "订货记录.csv": """
                订货单号,终端名称,终端编码,业务代表,订货时间,订货金额,审核状态
                D1,青禾超市,T1,陈一帆,2024/1/15 10:00,1000,已通过
                D2,云栖超市,T2,王小二,2024/1/16 10:00,500,已通过
                D3,云栖超市,T2,王小二,2024/1/16 12:00,500,未通过
            """,
            "拜访记录.csv": """
                拜访人,终端名称,终端编码,进店时间,离店时间,在店时长(分钟),拜访类型,拜访状态
                陈一帆,青禾超市,T1,2024/1/10 10:00,2024/1/10 10:30,30,计划拜访,已完成
                王小二,云栖超市,T2,2024/1/11 10:00,2024/1/11 10:30,30,临时拜访,已完成
                王小二,云栖超市,T2,2024/1/12 10:00,,,计划拜访,未拜访
            """,
        },
        1500,
        2,
        2,
    ),
    "tw_erp": (
        {
            "銷貨單.csv": """
                銷貨單號,銷貨日期,客戶編號,客戶名稱,業務員,品名,數量,單價,金額,幣別,備註
                S1,2024/01/15,C01,青禾五金,陳一帆,螺絲,10,100,1000,NTD,無
                S2,2024/01/16,C02,雲棲器械,王小明,螺絲,5,100,500,NTD,無
            """,
        },
        1500,
        2,
        0,
    ),
    "fr_ebp": (
        {
            "Ventes.csv": """
                Numéro du document;Date du document;Code (tiers);Nom du client;Commercial;Montant total HT;Montant total TTC;État
                FA1;15/01/2024;C1;Société Un;Aimée;100,00;120,00;Validé
                FA2;16/01/2024;C2;Société Deux;Benoît;50,00;60,00;Validé
                DE1;17/01/2024;C2;Société Deux;Benoît;50,00;60,00;Provisoire
            """,
        },
        150,
        2,
        0,
    ),
    "kintone": (
        {
            "案件管理.csv": """
                "レコード番号","案件名","会社名","担当者名","受注予定日","受注日","確度","ステータス","受注金額","作成日時"
                "1","案件1","青葉商店","佐藤","2024-01-15","2024-01-15","A","受注","1000","2023/12/01 10:00"
                "2","案件2","緑工業","鈴木","2024-01-16","2024-01-16","A","受注","500","2023/12/01 10:00"
                "3","案件3","緑工業","鈴木","2024-01-17","","C","失注","500","2023/12/01 10:00"
                "4","案件4","緑工業","鈴木","2024-01-17","","C","提案中","500","2023/12/01 10:00"
            """,
        },
        1500,
        2,
        0,
    ),
    "sf_ja": (
        {
            "商談.csv": """
                商談 ID,商談名,取引先名,商談 所有者,フェーズ,金額,完了予定日,作成日,成立
                006A,案件1,青葉商店,佐藤 一,成立 (受注),"¥1,000",2024/01/15,2023/12/01,1
                006B,案件2,緑工業,鈴木 二,成立 (受注),"¥500",2024/01/16,2023/12/01,1
                006C,案件3,緑工業,鈴木 二,不成立 (失注),"¥500",2024/01/17,2023/12/01,0
            """,
        },
        1500,
        2,
        0,
    ),
    "sf_zh": (
        {
            "业务机会.csv": """
                业务机会名称,客户名,金额,阶段,结束日期,业务机会所有人,创建日期
                单一,青禾,"CNY 1,000.00",已结束并赢得客户,2024/1/15,陈一帆,2023/12/1
                单二,云栖,CNY 500.00,已结束并赢得客户,2024/1/16,王小二,2023/12/1
                单三,云栖,CNY 500.00,已结束但失去客户,2024/1/16,王小二,2023/12/1
            """,
        },
        1500,
        2,
        0,
    ),
    "sf_de": (
        {
            "Opportunities.csv": """
                Opportunity-Name;Accountname;Betrag;Phase;Schlusstermin;Opportunity-Inhaber
                D1;Acme;"100,00";Geschlossen/Gewonnen;15.01.2024;Ada
                D2;Zed;"50,00";Geschlossen/Gewonnen;16.01.2024;Bo
                D3;Zed;"70,00";Geschlossen/Verloren;17.01.2024;Bo
                D4;Zed;"70,00";Verhandlung;17.06.2024;Bo
            """,
        },
        150,
        2,
        0,
    ),
    "returns_own_file": (
        {
            "销售明细.csv": """
                单号,日期,客户,业务员,金额
                1,2024-01-15,青禾,陈一帆,1000
                2,2024-01-16,云栖,王小二,500
            """,
            "退货明细.csv": """
                单号,日期,客户,业务员,金额
                3,2024-01-17,云栖,王小二,100
            """,
        },
        1400,
        2,
        0,
    ),
    "discount_zhe": (
        {
            "订单明细.csv": """
                订单号,日期,客户,商品,数量,单价,折扣
                1,2024-01-15,青禾,螺丝,2,50,9折
                2,2024-01-16,云栖,螺丝,1,50,
            """,
        },
        140,
        2,
        0,
    ),
    "discount_money": (
        {
            "orders.csv": """
                order,date,customer,product,qty,unit price,discount amount
                1,2024-01-15,Acme,x,2,50,5
                2,2024-01-16,Zed,x,1,50,0
            """,
        },
        145,
        2,
        0,
    ),
    "qb_desktop": (
        {
            "Sales_by_Customer.csv": """
                ,Type,Date,Num,Memo,Name,Item,Qty,Sales Price,Amount,Balance
                Acme,,,,,,,,,,
                ,Invoice,01/15/2024,1,x,Acme,x,2,50.00,100.00,100.00
                Total Acme,,,,,,,,,100.00,100.00
                Zed,,,,,,,,,,
                ,Invoice,01/16/2024,2,x,Zed,x,1,50.00,50.00,50.00
                ,Credit Memo,01/17/2024,3,x,Zed,x,-1,10.00,-10.00,40.00
                Total Zed,,,,,,,,,40.00,40.00
                TOTAL,,,,,,,,,140.00,140.00
            """,
        },
        140,
        2,
        0,
    ),
    "kingdee_codes": (
        {
            "销售订单.csv": """
                FBillNo,FDate,FCustId.FName,FSalerId.FName,FDocumentStatus,FCancelStatus,FSettleCurrId.FName,FMaterialId.FName,FQty,FTaxPrice,FAllAmount
                X1,2024-01-15,青禾,陈一帆,C,A,人民币,螺丝,10,100,1000
                X2,2024-01-16,云栖,王小二,C,A,人民币,螺丝,5,100,500
                X3,2024-01-16,云栖,王小二,C,B,人民币,螺丝,5,100,500
                X4,2024-01-16,云栖,王小二,B,A,人民币,螺丝,5,100,500
            """,
        },
        1500,
        2,
        0,
    ),
    "sap_billing_vbrk": (
        {
            "VBRK.csv": """
                VBELN,FKART,VBTYP,FKDAT,NETWR,MWSBK,WAERK,KUNAG,KUNRG,FKSTO
                1,F2,M,20240115,100.00,19.00,EUR,K1,K1,
                2,F2,M,20240116,50.00,9.50,EUR,K2,K2,
                3,F2,M,20240117,70.00,9.50,EUR,K2,K2,X
                4,G2,O,20240118,10.00,1.90,EUR,K2,K2,
            """,
        },
        140,
        2,
        0,
    ),
    "outlook": (
        {
            "orders.csv": """
                order,customer,date,amount,rep
                1,Acme,2024-01-15,100,Ada
                2,Zed,2024-01-16,50,Bo
            """,
            "calendar.csv": """
                "Subject","Start Date","Start Time","End Date","End Time","All day event","Meeting Organizer","Required Attendees","Categories","Location","Show time as"
                "Acme","1/10/2024","9:00:00 AM","1/10/2024","9:30:00 AM","False","Ada","","","Leeds","2"
                "Zed","1/15/2024","9:00:00 AM","1/15/2024","9:30:00 AM","False","Bo","","","York","2"
            """,
        },
        150,
        2,
        2,
    ),
    "quota_long_zh": (
        {
            "订单.csv": """
                订单号,客户,日期,金额,业务员
                1,青禾,2024-01-15,100,陈一帆
                2,云栖,2024-01-16,50,王小二
            """,
            "销售目标.csv": """
                业务员,年度,季度,目标金额(万元)
                陈一帆,2024,1季度,10
                陈一帆,2024,2季度,10
                王小二,2024,1季度,5
            """,
            "提成发放表.csv": """
                业务员,月份,提成
                陈一帆,2024年1月,1000
                王小二,2024年1月,500
            """,
        },
        150,
        2,
        0,
    ),
    "de_list_titles": (
        {
            "Umsätze.csv": """
                Umsatzliste 2024;;;;
                Stand:;31.12.2024;;;
                ;;;;
                Kunde;Vertreter;Datum;Betrag;Bemerkung
                Müller;Anna;15.1.24;1.234,50;
                Krüger;Bernd;16.1.24;50,-;Barzahlung
                Summe;;;1.284,50;
            """,
        },
        1284.5,
        2,
        0,
    ),
    "is_void_zh": (
        {
            "销售单.csv": """
                单号,日期,客户,业务员,金额,是否作废
                1,2024-01-15,青禾,陈一帆,1000,否
                2,2024-01-16,云栖,王小二,500,否
                3,2024-01-16,云栖,王小二,700,是
            """,
        },
        1500,
        2,
        0,
    ),
    "fxiaoke_order": (
        {
            "销售订单.csv": """
                销售订单编号（必填）,客户名称（必填）,下单日期（必填）,销售订单金额(元)（必填）,负责人（必填）,生命状态,订单状态
                S1,青禾,2024-01-15,1000.00,陈一帆,正常,已确认
                S2,云栖,2024-01-16,500.00,王小二,正常,已发货
                S3,云栖,2024-01-16,500.00,王小二,作废,已发货
                S4,云栖,2024-01-16,500.00,王小二,审核中,确认中
            """,
        },
        1500,
        2,
        0,
    ),
    "odoo_invoices": (
        {
            "account_move.csv": """
                Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Salesperson,Untaxed Amount Signed,Total Signed,Payment Status,Status
                INV/2024/00001,Acme,2024-01-15,2024-02-15,Ada,100.00,115.00,Paid,Posted
                INV/2024/00002,Zed,2024-01-16,2024-02-15,Bo,50.00,57.50,Not Paid,Posted
                INV/2024/00003,Zed,2024-01-16,2024-02-15,Bo,50.00,57.50,Not Paid,Draft
                RINV/2024/00001,Zed,2024-01-18,2024-02-15,Bo,-10.00,-11.50,Paid,Posted
                INV/2024/00004,Zed,2024-01-16,2024-02-15,Bo,50.00,57.50,Not Paid,Cancelled
            """,
        },
        140,
        2,
        0,
    ),
    "mercadolibre": (
        {
            "ventas.csv": """
                # de venta,Fecha de venta,Estado,Descripción del estado,Unidades,Ingresos por productos (MXN),Cargo por venta,Total (MXN),SKU,Título de la publicación,Comprador,Estado.1,Ciudad
                1,15 de enero de 2024 10:00 hs.,Entregado,x,1,100.00,-10.00,90.00,S1,Jabón,Ana,Jalisco,Guadalajara
                2,16 de enero de 2024 10:00 hs.,En camino,x,1,50.00,-10.00,40.00,S1,Jabón,Beto,Jalisco,Guadalajara
                3,17 de enero de 2024 10:00 hs.,Venta cancelada,x,1,50.00,-10.00,40.00,S1,Jabón,Beto,Jalisco,Guadalajara
            """,
        },
        150,
        2,
        0,
    ),
    "fr_visits": (
        {
            "commandes.csv": """
                N° commande;Client;Date commande;Montant HT;Commercial
                1;Acme;15/01/2024;100,00;Ada
                2;Zed;16/01/2024;50,00;Bo
            """,
            "Visites.csv": """
                Date visite;Commercial;Client;Type;Effectuée
                10/01/2024;Ada;Acme;Visite;Oui
                11/01/2024;Bo;Zed;Visite;Non
            """,
        },
        150,
        2,
        1,
    ),
    "amount_in_thousands_head": (
        {
            "deals.csv": """
                deal,company,stage,close date,amount (k$)
                1,A,Won,2024-01-15,1
                2,B,Won,2024-01-16,0.5
            """,
        },
        1500,
        2,
        0,
    ),
    "netsuite_line_status": (
        {
            "Results.csv": """
                Internal ID,Tran Date,Document Number,Customer/Project: Name,Sales Rep,Status,Amount
                1,15-Jan-2024,SO1,Acme,Ada,Sales Order : Billed,100
                2,16-Jan-2024,SO2,Zed,Bo,Sales Order : Pending Fulfillment,50
                3,17-Jan-2024,SO3,Zed,Bo,Sales Order : Cancelled,50
            """,
        },
        150,
        2,
        0,
    ),
    "board_jp": (
        {
            "売上一覧.csv": """
                売上日,伝票№,得意先コード,得意先名,担当者,品名,数量,単価,金額,消費税,備考
                R6.1.15,1,001,青葉,佐藤,石鹸,10,100,1000,100,
                R6.1.16,2,002,緑,鈴木,石鹸,5,100,500,50,
            """,
        },
        1500,
        2,
        0,
    ),
    "monday": (
        {
            "Deals.csv": """
                Deals
                All deals and their value

                Active deals
                Name,Owner,Stage,Deal Value,Accounts,Close Date,Close Probability,Item ID
                D1,Ada,Won,100,Acme,2024-01-15,100,1
                D2,Bo,Won,50,Zed,2024-01-16,100,2
                D3,Bo,Discovery,50,Zed,,20,3
                D4,Bo,Lost,50,Zed,2024-01-17,0,4
            """,
        },
        150,
        2,
        0,
    ),
    "streak_sheet": (
        {
            "pipeline.csv": """
                Account,Opportunity,Rep,Stage,Amount ($),Expected Close,Actual Close
                Acme,O1,Ada,6 - Closed Won,"$100",1/20/2024,1/15/2024
                Zed,O2,Bo,6 - Closed Won,"$50",1/20/2024,1/16/2024
                Zed,O3,Bo,7 - Closed Lost,"$50",1/20/2024,1/17/2024
                Zed,O4,Bo,3 - Proposal,"$50",1/20/2024,
            """,
        },
        150,
        2,
        0,
    ),
    "veeva_like_visits_notype": (
        {
            "orders.csv": """
                order,customer,date,amount,rep
                1,Acme,2024-01-15,100,Ada
                2,Zed,2024-01-16,50,Bo
            """,
            "Visit_Report.csv": """
                Visit No,Planned Date,Actual Date,Outlet,Sales Person,Visit Result
                1,2024-01-10,2024-01-10,Acme,Ada,Order taken
                2,2024-01-11,2024-01-11,Zed,Bo,No order
                3,2024-01-12,,Zed,Bo,Not visited
            """,
        },
        150,
        2,
        2,
    ),
    "payout_wide": (
        {
            "orders.csv": """
                order,customer,date,amount,rep
                1,Acme,2024-01-15,100,Ada
                2,Zed,2024-01-16,50,Bo
            """,
            "Commission_2024.csv": """
                Rep,Jan,Feb,Mar
                Ada,10,10,10
                Bo,5,5,5
            """,
        },
        150,
        2,
        0,
    ),
    "hs_deals_pipeline_custom": (
        {
            "hubspot.csv": """
                Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Pipeline,Associated Company (Primary)
                1,D1,Closed Won (Sales Pipeline),2024-01-15 10:00,Ada,100,Sales,Acme
                2,D2,Closed Won (Sales Pipeline),2024-01-16 10:00,Bo,50,Sales,Zed
                3,D3,Closed Lost (Sales Pipeline),2024-01-16 10:00,Bo,50,Sales,Zed
            """,
        },
        150,
        2,
        0,
    ),
    "sf_task_event": (
        {
            "Opportunity.csv": """
                Opportunity ID,Account Name,Stage,Amount,Close Date,Opportunity Owner
                o1,Acme,Closed Won,100,1/15/2024,Ada
                o2,Zed,Closed Won,50,1/16/2024,Bo
            """,
            "Activities.csv": """
                Activity ID,Assigned,Company / Account,Date,Subject,Task,Status
                1,Ada,Acme,1/10/2024,Meeting,0,
                2,Bo,Zed,1/11/2024,Call,1,Completed
            """,
        },
        150,
        2,
        1,
    ),
    "returned_flag": (
        {
            "orders.csv": """
                order,customer,date,amount,returned
                1,A,2024-01-05,100,No
                2,B,2024-01-06,50,No
                3,B,2024-01-07,70,Yes
            """,
        },
        150,
        2,
        0,
    ),
    "dyn_orders_codes": (
        {
            "salesorders.csv": """
                salesorderid,ordernumber,_customerid_value,totalamount,totalamountlessfreight,submitdate,createdon,statecode,statuscode,_ownerid_value
                s1,O1,A1,119,100,2024-01-15,2024-01-14T10:00:00Z,3,100001,u1
                s2,O2,A2,59.5,50,2024-01-16,2024-01-14T10:00:00Z,4,100003,u2
                s3,O3,A2,59.5,50,2024-01-17,2024-01-14T10:00:00Z,2,4,u2
            """,
        },
        150,
        2,
        0,
    ),
    "foreign_amount_and_local": (
        {
            "orders.csv": """
                订单号,客户,日期,币种,金额,汇率,本币金额
                1,A,2024-01-05,USD,100,7,700
                2,B,2024-01-06,CNY,800,1,800
            """,
        },
        1500,
        2,
        0,
    ),
}


def read(folder, files: dict[str, str]) -> Export:
    for name, text in files.items():
        (folder / name).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    plan = propose(find_sources(folder))
    return read_export(plan, None, lambda *_: None, ImportLog(), today=date(2026, 1, 1))


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_read_right_as_it_comes(name, tmp_path):
    files, total, customers, visits = EXPORTS[name]
    found = read(tmp_path, files)
    assert found.orders["amount"].sum() == pytest.approx(total, abs=0.01)
    assert found.orders["customer"].nunique() == customers
    assert (0 if found.visits is None else len(found.visits)) == visits


@pytest.mark.parametrize(
    "orders, question",
    [
        ("order,customer,date,amount\n1,A,03/04/2024,10\n2,B,05/06/2024,20\n", "orders: {date_order: day first}"),
        ("order,customer,date,amount\n1,A,2024-01-05,$10\n2,B,2024-01-06,€20\n", "orders: {rates: {EUR: 1.1}}"),
        (
            "单号,日期,客户,金额,状态\n1,2024-01-05,青禾,10,已审核\n2,2024-01-06,云栖,20,已关闭\n",
            "orders: {meanings: {'已关闭': counts}}",
        ),
    ],
)
def test_what_may_be_meant_either_way_is_asked(orders, question, tmp_path):
    with pytest.raises(InputError) as asked:
        read(tmp_path, {"orders.csv": orders})
    assert question in str(asked.value) and "columns.yaml" in str(asked.value)


def test_targets_and_payouts_by_month_take_their_year_from_the_file_s_name(tmp_path):
    orders = "order,customer,date,amount,rep\n1,Acme,2024-01-15,100,Ada\n"
    found = read(tmp_path, {"orders.csv": orders, "指标2024.csv": "姓名,1月,2月,合计\nAda,10,20,30\n",
                            "Commission_2024.csv": "Rep,Jan,Feb\nAda,1,2\n"})  # fmt: skip
    assert found.quotas["amount"].tolist() == [10.0, 20.0] and found.payouts["amount"].tolist() == [1.0, 2.0]
    assert found.quotas["first_day"].tolist() == [(date(2024, m, 1) - date(1970, 1, 1)).days for m in (1, 2)]


def test_cells_merged_downwards_hold_for_each_of_their_rows(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["客户", "日期", "产品", "金额"], ["青禾", "2024-01-05", "a", 100], [None, "2024-01-09", "b", 30],
                ["云栖", "2024-01-06", "a", 50], [None, None, None, 180]):  # fmt: skip
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "orders.xlsx")
    found = read(tmp_path, {})
    assert found.orders["amount"].sum() == 180.0 and found.orders["customer"].tolist() == [0, 0, 1]
